"""Measures of learning curves: area, deficiency, words to a target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.simulation.curves import Point

FloatArray = npt.NDArray[np.float64]
Curves = dict[str, dict[int, list[Point]]]


def round_grid(curves: Curves) -> FloatArray:
    """Mean share of words annotated in each round that every simulation has reached."""
    runs = [run for strategy in curves.values() for run in strategy.values()]
    rounds = min((len(run) for run in runs), default=0)
    shares = [[point.words_fraction for point in run[:rounds]] for run in runs]
    return np.array(shares, dtype=np.float64).mean(axis=0) if shares else np.array([])


def f1_by_round(curves: Curves) -> dict[str, dict[int, list[float]]]:
    """The F1 scores of every simulation, in order of rounds."""
    return {
        name: {seed: [point.f1 for point in run] for seed, run in runs.items()}
        for name, runs in curves.items()
    }


def area_under(run: Sequence[Point], grid: FloatArray) -> float:
    """ALC: trapezoid area under F1 over the share of words, divided by its width.

    That is the mean F1 over the budget, in percent. With a single round it is that round's F1.
    """
    f1 = np.interp(grid, [point.words_fraction for point in run], [point.f1 for point in run])
    width = grid[-1] - grid[0]
    return float(np.trapezoid(f1, grid) / width) if width > 0 else float(f1[0])


def areas_under(runs: dict[int, list[Point]], grid: FloatArray) -> dict[int, float]:
    """`area_under` of every seed, in order of seeds."""
    return {seed: area_under(run, grid) for seed, run in sorted(runs.items())}


def deficiency(area: float, random_area: float, full_f1: float) -> float | None:
    """Area above the curve up to full-data F1, divided by the same for random.

    Below 1 is better than random. None where random leaves nothing to gain.
    """
    room = full_f1 - random_area
    return (full_f1 - area) / room if room > 0 else None


def words_to(
    runs: Sequence[Sequence[Point]],
    full_f1: float,
    target: int,
    train_words: int | None,
) -> dict[str, Any]:
    """Words needed for `target` percent of `full_f1`, by linear interpolation between rounds.

    A run that never gets there is censored. The mean is given only when no run is: the mean of
    the lucky ones would flatter.
    """
    needed = [crossing(run, full_f1 * target / 100) for run in runs]
    reached = [words for words in needed if words is not None]
    complete = len(reached) == len(needed) and bool(needed)
    mean = float(np.mean(reached)) if complete else None
    return {
        "reached": len(reached),
        "of": len(needed),
        "mean": None if mean is None else round(mean, 1),
        "fraction": None if mean is None or not train_words else round(mean / train_words, 6),
    }


def crossing(run: Sequence[Point], f1: float) -> float | None:
    """The number of words at which a curve first reaches `f1`; None when it does not."""
    previous: Point | None = None
    for point in run:
        if point.f1 >= f1:
            if previous is None:
                return float(point.words)
            share = (f1 - previous.f1) / (point.f1 - previous.f1)
            return previous.words + share * (point.words - previous.words)
        previous = point
    return None
