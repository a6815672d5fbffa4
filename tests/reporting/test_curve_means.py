"""Means over seeds against numpy and against curves with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reporting.curves import (
    difference_curve,
    full_data_f1,
    learning_curve,
    mean_and_stderr,
    training_words,
)
from tasks.reporting.sweep import Round


def finished(strategy: str, seed: int, number: int, f1: float, words: int = 100) -> Round:
    return Round(strategy, seed, number, words, words / 1000, f1, None)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=12))
def test_mean_and_standard_error_are_numpys(values: list[float]) -> None:
    mean, stderr = mean_and_stderr(values)
    assert mean == pytest.approx(np.mean(values))
    expected = np.sqrt(np.sum((np.array(values) - np.mean(values)) ** 2) / (len(values) - 1))
    assert stderr == pytest.approx(expected / np.sqrt(len(values)))


def test_one_value_has_no_error_and_none_has_no_mean() -> None:
    assert mean_and_stderr([91.5]) == (91.5, None)
    with pytest.raises(ValueError, match="no values"):
        mean_and_stderr([])


def test_a_curve_is_the_mean_of_its_rounds_in_order() -> None:
    rounds = [
        finished("lc", 1, 1, 92, words=210),
        finished("lc", 0, 0, 70),
        finished("lc", 0, 1, 90, words=190),
        finished("lc", 1, 0, 74),
        finished("random", 0, 0, 1),
    ]
    first, second = learning_curve(rounds, "lc")
    assert first == (0.1, 72, pytest.approx(2.0))
    assert second == (0.2, 91, pytest.approx(1.0))


def test_differences_are_paired_by_seed() -> None:
    rounds = [finished("random", seed, 0, 70 + 10 * seed) for seed in range(3)]
    rounds += [finished("lc", seed, 0, 73 + 10 * seed) for seed in (2, 0, 1)]
    (point,) = difference_curve(rounds, "lc", "random")
    assert point == pytest.approx((0.1, 3, 0))


def test_a_seed_that_random_lacks_is_not_compared() -> None:
    rounds = [finished("random", 0, 0, 70), finished("lc", 0, 0, 71), finished("lc", 1, 0, 99)]
    assert difference_curve(rounds, "lc", "random") == [(0.1, 1, None)]
    assert difference_curve(rounds[1:], "lc", "random") == []


def test_the_full_run_gives_the_reference_and_the_number_of_words() -> None:
    partial = [finished("lc", 0, 0, 70)]
    full = [finished("full", 0, 0, 95, words=1000), finished("full", 1, 0, 96, words=1000)]
    assert full_data_f1(partial) is None
    assert full_data_f1(partial + full) == 95.5
    assert training_words(partial) == training_words(partial + full) == 1000
