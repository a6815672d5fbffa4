"""Means over seeds: a strategy's learning curve and its paired difference to a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from tasks.reporting.lines import Point
from tasks.reporting.sweep import FULL, Round


def mean_and_stderr(values: ArrayLike) -> tuple[float, float | None]:
    """Mean and standard error (n - 1 degrees of freedom); no error from a single value."""
    array = np.asarray(values, dtype=np.float64)
    if array.size == 0:
        raise ValueError("the mean of no values is undefined")
    if array.size == 1:
        return float(array[0]), None
    return float(array.mean()), float(array.std(ddof=1) / np.sqrt(array.size))


def learning_curve(rounds: Iterable[Round], strategy: str) -> list[Point]:
    """Mean F1 (percent) of `strategy` at each round, over the seeds that finished it.

    A point's `x` is the share of the training words, its error the standard error.
    """
    return _average((row, row.f1) for row in rounds if row.strategy == strategy)


def difference_curve(rounds: Sequence[Round], strategy: str, baseline: str) -> list[Point]:
    """Mean of F1 minus the baseline's F1 of the same seed and round, in points."""
    reference: Mapping[tuple[int, int], float] = {
        (row.seed, row.round): row.f1 for row in rounds if row.strategy == baseline
    }
    return _average(
        (row, row.f1 - reference[row.seed, row.round])
        for row in rounds
        if row.strategy == strategy and (row.seed, row.round) in reference
    )


def full_data_f1(rounds: Iterable[Round]) -> float | None:
    """Mean F1 of the full-data runs, if there are any."""
    values = [row.f1 for row in rounds if row.strategy == FULL]
    return mean_and_stderr(values)[0] if values else None


def training_words(rounds: Iterable[Round]) -> int:
    """Words of the whole training split, from the row that knows it best."""
    largest = max(rounds, key=lambda row: row.words_fraction)
    return round(largest.words / largest.words_fraction)


def _average(values: Iterable[tuple[Round, float]]) -> list[Point]:
    by_round: dict[int, list[tuple[Round, float]]] = {}
    for row, value in values:
        by_round.setdefault(row.round, []).append((row, value))
    return [
        Point(
            float(np.mean([row.words_fraction for row, _ in by_round[number]])),
            *mean_and_stderr([value for _, value in by_round[number]]),
        )
        for number in sorted(by_round)
    ]
