"""Statistics of a sweep, from ``curves.csv`` alone: areas, words to a target, deficiency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.simulation.curves import Point
from tasks.simulation.specification import FULL_DATA

FloatArray = npt.NDArray[np.float64]
Curves = dict[str, dict[int, list[Point]]]

TARGETS = (95, 98, 99)


def summarise(points: Sequence[Point]) -> dict[str, Any]:
    """Everything that ``statistics.json`` says of one corpus and architecture.

    Curves are compared on the grid of rounds: the mean share of words annotated in each round.
    A simulation that stopped before the last round has no part in it.
    """
    curves = complete(by_strategy(points))
    full = curves.pop(FULL_DATA, {})
    full_f1 = np.array([run[0].f1 for _, run in sorted(full.items())])
    reference = float(full_f1.mean()) if len(full_f1) else None
    grid = round_grid(curves)
    areas = {name: areas_under(runs, grid) for name, runs in curves.items()}
    train_words = next((run[0].words for run in full.values()), None)
    seeds = sorted({seed for runs in curves.values() for seed in runs})
    return {
        "seeds": seeds,
        "grid": [round(float(share), 6) for share in grid],
        "full": {"f1": spread(full_f1)} if len(full_f1) else None,
        "strategies": {
            name: {
                "seeds": sorted(runs),
                "alc": spread(np.array(list(areas[name].values()))),
                "f1_last": spread(np.array([run[-1].f1 for _, run in sorted(runs.items())])),
                "words_to": {
                    str(target): words_to(list(runs.values()), reference, target, train_words)
                    for target in TARGETS
                }
                if reference is not None
                else {},
                "deficiency": _deficiency(areas[name], areas.get("random"), reference),
                "runs": {
                    str(seed): scalars_of(run, areas[name][seed], reference)
                    for seed, run in sorted(runs.items())
                },
            }
            for name, runs in curves.items()
        },
        "notes": notes(len(seeds)),
    }


def by_strategy(points: Sequence[Point]) -> Curves:
    """Points as strategy → seed → curve in order of rounds; strategies in order of appearance."""
    curves: Curves = defaultdict(lambda: defaultdict(list))
    for point in points:
        curves[point.strategy][point.seed].append(point)
    return {
        name: {seed: sorted(run, key=lambda point: point.round) for seed, run in runs.items()}
        for name, runs in curves.items()
    }


def complete(curves: Curves) -> Curves:
    """Without the simulations that have fewer rounds than the longest one (full data apart)."""
    rounds = max(
        (len(run) for name, runs in curves.items() if name != FULL_DATA for run in runs.values()),
        default=0,
    )
    kept = {
        name: {seed: run for seed, run in runs.items() if name == FULL_DATA or len(run) == rounds}
        for name, runs in curves.items()
    }
    return {name: runs for name, runs in kept.items() if runs}


def round_grid(curves: Curves) -> FloatArray:
    """Mean share of words annotated in each round that every simulation has reached."""
    runs = [run for strategy in curves.values() for run in strategy.values()]
    rounds = min((len(run) for run in runs), default=0)
    shares = [[point.words_fraction for point in run[:rounds]] for run in runs]
    return np.array(shares, dtype=np.float64).mean(axis=0) if shares else np.array([])


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


def scalars_of(run: Sequence[Point], area: float, full_f1: float | None) -> dict[str, Any]:
    """The scalar summary of one simulation; None for a target that it did not reach."""
    needed = {
        f"words_to_{target}": crossing(run, full_f1 * target / 100) if full_f1 is not None else None
        for target in TARGETS
    }
    return {
        "alc": round(area, 4),
        "f1_last": run[-1].f1,
        **{name: None if words is None else round(words, 1) for name, words in needed.items()},
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


def spread(values: FloatArray) -> dict[str, Any]:
    """Mean, standard deviation and standard error over seeds (None with a single seed)."""
    count = len(values)
    std = float(values.std(ddof=1)) if count > 1 else None
    return {
        "mean": round(float(values.mean()), 4),
        "std": None if std is None else round(std, 4),
        "stderr": None if std is None else round(std / count**0.5, 4),
        "n": count,
    }


def notes(seeds: int) -> list[str]:
    """What the number of seeds forbids to claim."""
    smallest = 2.0 ** (1 - seeds)
    if seeds == 0 or smallest <= 0.05:
        return []
    return [
        f"A paired Wilcoxon test over {seeds} seed{'s' * (seeds != 1)} cannot be significant at "
        f"0.05: its smallest possible two-sided p is {smallest:.4g}. "
        "Read the differences as tendencies."
    ]


def _deficiency(
    areas: dict[int, float], random_areas: dict[int, float] | None, full_f1: float | None
) -> dict[str, Any] | None:
    if random_areas is None or full_f1 is None:
        return None
    paired = [
        deficiency(areas[seed], random_areas[seed], full_f1)
        for seed in sorted(areas.keys() & random_areas.keys())
    ]
    values = [value for value in paired if value is not None]
    return spread(np.array(values)) if values else None
