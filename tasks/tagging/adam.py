"""Adam (Kingma & Ba 2015, algorithm 1): dense for a network, by rows for its embedding table.

A dense update of a large table costs more than the network that reads it, so a row that does not
occur keeps its value and its moments until it occurs again. The dense one is PyTorch's fused kernel
by its functional interface: constructing `torch.optim.Adam` imports the compiler, which takes as
long as all other imports of a simulation's process together.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch.optim.adam import adam

BETAS = (0.9, 0.999)
EPSILON = 1e-8


class DenseAdam:
    """Adam on all of some parameters, each of which has a gradient."""

    def __init__(self, parameters: Iterable[torch.Tensor], learning_rate: float) -> None:
        self._parameters = list(parameters)
        self._learning_rate = learning_rate
        self._means = [torch.zeros_like(one) for one in self._parameters]
        self._squares = [torch.zeros_like(one) for one in self._parameters]
        self._steps = [torch.zeros((), device=one.device) for one in self._parameters]

    @torch.no_grad()
    def step(self) -> None:
        """Move the parameters by their gradients, and forget these."""
        adam(
            self._parameters,
            [one.grad for one in self._parameters if one.grad is not None],
            self._means,
            self._squares,
            [],
            self._steps,
            fused=True,
            amsgrad=False,
            beta1=BETAS[0],
            beta2=BETAS[1],
            lr=self._learning_rate,
            weight_decay=0.0,
            eps=EPSILON,
            maximize=False,
        )
        for one in self._parameters:
            one.grad = None


class RowAdam:
    """Adam on chosen rows of a table [rows, dimension]."""

    def __init__(self, table: torch.Tensor, learning_rate: float) -> None:
        self._table = table
        self._learning_rate = learning_rate
        self._mean = torch.zeros_like(table)
        self._square = torch.zeros_like(table)
        self._steps = 0

    @torch.no_grad()
    def step(self, rows: torch.Tensor, gradient: torch.Tensor) -> None:
        """Move the table's `rows` [n], each of which occurs once, by their `gradient`."""
        self._steps += 1
        first, second = BETAS
        mean = self._mean[rows].lerp_(gradient, 1 - first)
        square = self._square[rows].mul_(second).addcmul_(gradient, gradient, value=1 - second)
        self._mean[rows] = mean
        self._square[rows] = square
        scale = square.div_(1 - second**self._steps).sqrt_().add_(EPSILON)
        step = -self._learning_rate / (1 - first**self._steps)
        self._table[rows] += mean.div_(scale).mul_(step)
