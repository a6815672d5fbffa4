"""Adam for an embedding table of which a batch uses few rows: only these, and their moments, move.

A dense update of a large table costs more than the network that reads it. A row that does not
occur keeps its value and its moments until it occurs again.
"""

from __future__ import annotations

import torch


class RowAdam:
    """Adam (Kingma & Ba 2015, algorithm 1) on chosen rows of a table [rows, dimension]."""

    def __init__(
        self,
        table: torch.Tensor,
        learning_rate: float,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
    ) -> None:
        self._table = table
        self._learning_rate = learning_rate
        self._betas = betas
        self._epsilon = epsilon
        self._mean = torch.zeros_like(table)
        self._square = torch.zeros_like(table)
        self._steps = 0

    @torch.no_grad()
    def step(self, rows: torch.Tensor, gradient: torch.Tensor) -> None:
        """Move the table's `rows` [n], each of which occurs once, by their `gradient`."""
        self._steps += 1
        first, second = self._betas
        mean = self._mean[rows].lerp_(gradient, 1 - first)
        square = self._square[rows].mul_(second).addcmul_(gradient, gradient, value=1 - second)
        self._mean[rows] = mean
        self._square[rows] = square
        scale = square.div_(1 - second**self._steps).sqrt_().add_(self._epsilon)
        step = -self._learning_rate / (1 - first**self._steps)
        self._table[rows] += mean.div_(scale).mul_(step)
