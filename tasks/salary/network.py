"""A small feed-forward network on sparse features: the mean and two quantiles of a log salary.

Written in NumPy since it must load in no time and give the same bytes again; with some 17,000
sparse inputs and 64 hidden units a training takes seconds on one core.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tasks.salary.rows import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Weights = list[NDArray[np.float32]]
F = np.float32

MEAN, LOW, HIGH = range(3)
QUANTILES = {LOW: 0.1, HIGH: 0.9}


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """How a network is built and trained.

    Attributes
    ----------
    hidden
        Units of the two hidden layers.
    least_steps
        Few rows are seen in more epochs, so that training has so many steps at least.
    dropout
        Share of the first layer's units that a step leaves out.
    clip
        Beyond so many standard deviations an error of the mean counts linearly (Huber's loss).
    """

    hidden: tuple[int, int] = (64, 32)
    epochs: int = 8
    least_steps: int = 250
    batch: int = 128
    learning_rate: float = 2e-3
    warm_up: int = 50
    dropout: float = 0.5
    clip: float = 1.0


@dataclass(frozen=True)
class Network:
    """A trained network; `weights` are three layers' matrices, each followed by its biases."""

    weights: Weights = field(repr=False)
    mean: float
    scale: float

    def predict(self, inputs: csr_matrix) -> Floats:
        """Mean, 10 % and 90 % quantile of the target, (rows, 3)."""
        first, first_bias, second, second_bias, third, third_bias = self.weights
        hidden = np.maximum(inputs @ first + first_bias, 0)
        hidden = np.maximum(hidden @ second + second_bias, 0)
        outputs = (hidden @ third + third_bias).astype(np.float64) * self.scale + self.mean
        return np.column_stack(
            [outputs[:, MEAN], outputs[:, [LOW, HIGH]].min(axis=1), outputs[:, [LOW, HIGH]].max(1)]
        )

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What `from_arrays` needs, under names that begin with `prefix`."""
        named: dict[str, NDArray[Any]] = {
            f"{prefix}.{index}": weight for index, weight in enumerate(self.weights)
        }
        return named | {f"{prefix}.unit": np.array([self.mean, self.scale])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> Network:
        """The network that `arrays` described."""
        mean, scale = arrays[f"{prefix}.unit"].tolist()
        return cls([arrays[f"{prefix}.{index}"] for index in range(6)], mean, scale)


def average(networks: Sequence[Network], inputs: csr_matrix) -> Floats:
    """The mean of several networks' predictions, (rows, 3)."""
    return np.mean([network.predict(inputs) for network in networks], axis=0)


def fit_network(
    inputs: csr_matrix, target: Floats, settings: NetworkSettings, generator: np.random.Generator
) -> Network:
    """Train by Adam (Kingma & Ba 2015): Huber's loss for the mean, pinball loss for quantiles.

    Parameters
    ----------
    inputs
        (rows, features), float32.
    target : array, (rows,)
        Any unit; standardised inside.
    """
    mean, scale = float(target.mean()), float(target.std()) or 1.0
    standard = ((target - mean) / scale).astype(F)
    weights = _initial_weights(inputs.shape[1], settings.hidden, generator)
    adam = _Adam(weights)
    batches = -(-len(standard) // settings.batch)
    epochs = max(settings.epochs, -(-settings.least_steps // batches))
    steps = epochs * batches
    for step, rows in enumerate(_batches(len(standard), epochs, settings.batch, generator)):
        gradients = _gradients(weights, inputs[rows], standard[rows], settings, generator)
        rate = settings.learning_rate * min(1, (step + 1) / settings.warm_up) * (1 - step / steps)
        adam.step(gradients, rate)
    return Network(weights, mean, scale)


def out_of_fold_networks(
    inputs: csr_matrix,
    target: Floats,
    folds: NDArray[np.int64],
    settings: NetworkSettings,
    seed: int,
) -> Floats:
    """What networks that did not see a row's fold say of it, (rows, 3)."""
    said = np.empty((len(target), 1 + len(QUANTILES)))
    for fold in np.unique(folds):
        held = folds == fold
        generator = np.random.default_rng([seed, int(fold), len(target)])
        said[held] = fit_network(inputs[~held], target[~held], settings, generator).predict(
            inputs[held]
        )
    return said


def _initial_weights(
    inputs: int, hidden: tuple[int, int], generator: np.random.Generator
) -> Weights:
    deviations = (0.05, np.sqrt(2 / hidden[0]), 0.1 * np.sqrt(2 / hidden[1]))
    sizes = (inputs, *hidden, 1 + len(QUANTILES))
    weights: Weights = []
    for above, below, deviation in zip(sizes[:-1], sizes[1:], deviations, strict=True):
        weights.append(generator.standard_normal((above, below), dtype=F) * F(deviation))
        weights.append(np.zeros(below, F))
    return weights


def _batches(
    count: int, epochs: int, batch: int, generator: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    for _ in range(epochs):
        order = generator.permutation(count)
        for start in range(0, count, batch):
            yield order[start : start + batch]


def _gradients(
    weights: Weights,
    inputs: csr_matrix,
    target: NDArray[np.float32],
    settings: NetworkSettings,
    generator: np.random.Generator,
) -> Weights:
    first, first_bias, second, second_bias, third, third_bias = weights
    before = inputs @ first + first_bias
    kept = generator.random(before.shape, dtype=F) >= settings.dropout
    first_slope = (before > 0) * kept * F(1 / (1 - settings.dropout))
    one = before * first_slope
    before = one @ second + second_bias
    second_slope = (before > 0).astype(F)
    two = before * second_slope
    error = (two @ third + third_bias) - target[:, None]

    out = np.empty_like(error)
    out[:, MEAN] = 2 * np.clip(error[:, MEAN], -settings.clip, settings.clip)
    for column, quantile in QUANTILES.items():
        out[:, column] = np.where(error[:, column] > 0, 1 - quantile, -quantile)
    out /= F(len(target))
    to_two = (out @ third.T) * second_slope
    to_one = (to_two @ second.T) * first_slope
    return [
        inputs.T @ to_one,
        to_one.sum(0),
        one.T @ to_two,
        to_two.sum(0),
        two.T @ out,
        out.sum(0),
    ]


class _Adam:
    """Adam's two running moments of each weight; a step changes the weights in place."""

    decay, square_decay, epsilon = 0.9, 0.999, 1e-8

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._moments = [(np.zeros_like(weight), np.zeros_like(weight)) for weight in weights]
        self._steps = 0

    def step(self, gradients: Weights, rate: float) -> None:
        self._steps += 1
        mean_unbias = 1 - self.decay**self._steps
        square_unbias = 1 - self.square_decay**self._steps
        for weight, gradient, (mean, square) in zip(
            self._weights, gradients, self._moments, strict=True
        ):
            mean *= F(self.decay)
            mean += F(1 - self.decay) * gradient
            square *= F(self.square_decay)
            square += F(1 - self.square_decay) * gradient**2
            scale = np.sqrt(square * F(1 / square_unbias)) + F(self.epsilon)
            weight -= F(rate / mean_unbias) * (mean / scale)
