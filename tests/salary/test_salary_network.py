"""The network: its gradients, what it learns, and that it does so twice alike."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tasks.salary import network as module
from tasks.salary.network import (
    HIGH,
    LOW,
    MEAN,
    QUANTILES,
    Network,
    NetworkSettings,
    average,
    fit_network,
    out_of_fold_networks,
)


def planted(count: int, seed: int, noise: float = 0.5) -> tuple[csr_matrix, np.ndarray]:
    generator = np.random.default_rng(seed)
    inputs = generator.integers(0, 2, size=(count, 6)).astype(np.float32)
    signal = inputs @ np.array([1.0, -1.0, 0.5, 0.0, 2.0, 0.0])
    return csr_matrix(inputs), 10 + signal + noise * generator.normal(size=count)


def loss(weights: list[np.ndarray], inputs: np.ndarray, target: np.ndarray, clip: float) -> float:
    hidden = np.maximum(inputs @ weights[0] + weights[1], 0)
    hidden = np.maximum(hidden @ weights[2] + weights[3], 0)
    error = hidden @ weights[4] + weights[5] - target[:, None]
    size = np.abs(error[:, MEAN])
    huber = np.where(size <= clip, size**2, 2 * clip * size - clip**2)
    pinball = [
        np.maximum((1 - quantile) * error[:, column], -quantile * error[:, column])
        for column, quantile in QUANTILES.items()
    ]
    return float((huber + sum(pinball)).mean())


def test_gradients_are_those_of_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "F", np.float64)
    generator = np.random.default_rng(0)
    weights = [generator.normal(size=size) for size in ((5, 4), 4, (4, 3), 3, (3, 3), 3)]
    inputs, target = generator.normal(size=(7, 5)), generator.normal(size=7) * 3
    settings = NetworkSettings(dropout=0.0, clip=0.7)
    gradients = module._gradients(weights, csr_matrix(inputs), target, settings, generator)
    step = 1e-6
    for weight, gradient in zip(weights, gradients, strict=True):
        for place in np.ndindex(weight.shape):
            kept = weight[place]
            weight[place] = kept + step
            above = loss(weights, inputs, target, settings.clip)
            weight[place] = kept - step
            below = loss(weights, inputs, target, settings.clip)
            weight[place] = kept
            assert gradient[place] == pytest.approx((above - below) / (2 * step), abs=1e-5)


def test_it_learns_mean_and_quantiles() -> None:
    inputs, target = planted(4000, 0)
    unseen, truth = planted(2000, 1)
    settings = NetworkSettings(epochs=10, dropout=0.1)
    outputs = fit_network(inputs, target, settings, np.random.default_rng(0)).predict(unseen)
    assert np.sqrt(np.mean((outputs[:, MEAN] - truth) ** 2)) < 0.54  # the noise is 0.5
    assert np.mean(truth < outputs[:, LOW]) == pytest.approx(0.1, abs=0.04)
    assert np.mean(truth > outputs[:, HIGH]) == pytest.approx(0.1, abs=0.04)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    inputs, target = planted(200, 0)
    one, again, other = (
        fit_network(inputs, target, NetworkSettings(epochs=2), np.random.default_rng(seed))
        for seed in (0, 0, 1)
    )
    assert one.predict(inputs).tobytes() == again.predict(inputs).tobytes()
    assert one.predict(inputs).tobytes() != other.predict(inputs).tobytes()


def test_arrays_hold_the_whole_network() -> None:
    inputs, target = planted(200, 0)
    network = fit_network(inputs, target, NetworkSettings(epochs=1), np.random.default_rng(0))
    same = Network.from_arrays(network.arrays("a"), "a")
    assert average([same], inputs).tobytes() == network.predict(inputs).tobytes()


def test_out_of_fold_never_sees_the_row() -> None:
    inputs, target = planted(120, 0)
    folds = np.arange(120) % 3
    settings = NetworkSettings(epochs=2)
    said = out_of_fold_networks(inputs, target, folds, settings, 0)
    # Other targets of the fold, with the same mean and deviation elsewhere, change nothing in it.
    changed = np.where(folds == 1, target[::-1] + 5, target)
    again = out_of_fold_networks(inputs, changed, folds, settings, 0)
    assert said[folds == 1].tobytes() == again[folds == 1].tobytes()
    assert said[folds == 0].tobytes() != again[folds == 0].tobytes()


def test_equal_targets_are_no_division_by_zero() -> None:
    inputs, target = planted(50, 0)
    network = fit_network(
        inputs, np.full_like(target, 3.0), NetworkSettings(epochs=3), np.random.default_rng(0)
    )
    assert network.predict(inputs)[:, MEAN] == pytest.approx(3.0, abs=0.5)
