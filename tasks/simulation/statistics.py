"""Statistics of a sweep, from ``curves.csv`` alone: what ``statistics.json`` says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tasks.simulation.comparisons import Pair, compare
from tasks.simulation.curves import Point
from tasks.simulation.measures import (
    Curves,
    FloatArray,
    areas_under,
    crossing,
    deficiency,
    f1_by_round,
    round_grid,
    words_to,
)
from tasks.simulation.penalties import penalties
from tasks.simulation.specification import FULL_DATA

TARGETS = (95, 98, 99)


def summarise(points: Sequence[Point], planned: Sequence[Pair] = ()) -> dict[str, Any]:
    """Everything that ``statistics.json`` says of one corpus and architecture.

    Curves are compared on the grid of rounds: the mean share of words annotated in each round.
    A simulation that ended before the last round (a stopping rule, a failure) has no area; its
    seed stands in `left_out`, and `words_end` and `f1_end` are over all simulations, with it. A
    strategy of which every simulation ended early has these alone, under `stopped_early`. The
    order of `points` changes nothing.

    Parameters
    ----------
    planned
        Pairs of strategies whose comparison was planned before the sweep, see
        `tasks.simulation.comparisons.compare`.
    """
    every = by_strategy(points)
    curves = complete(every)
    full = curves.pop(FULL_DATA, {})
    full_f1 = np.array([run[0].f1 for run in full.values()])
    reference = float(full_f1.mean()) if len(full_f1) else None
    grid = round_grid(curves)
    areas = {name: areas_under(runs, grid) for name, runs in curves.items()}
    train_words = next((run[0].words for run in full.values()), None)
    seeds = sorted({seed for runs in curves.values() for seed in runs})
    ends = {
        name: ends_of(runs, curves.get(name, {}))
        for name, runs in every.items()
        if name != FULL_DATA
    }
    return {
        "seeds": seeds,
        "grid": [round(float(share), 6) for share in grid],
        "full": {"f1": spread(full_f1)} if len(full_f1) else None,
        "strategies": {
            name: {
                "seeds": list(runs),
                "alc": spread(np.array(list(areas[name].values()))),
                "f1_last": spread(np.array([run[-1].f1 for run in runs.values()])),
                **ends[name],
                "words_to": {
                    str(target): words_to(list(runs.values()), reference, target, train_words)
                    for target in TARGETS
                }
                if reference is not None
                else {},
                "deficiency": _deficiency(areas[name], areas.get("random"), reference),
                "runs": {
                    str(seed): scalars_of(run, areas[name][seed], reference)
                    for seed, run in runs.items()
                },
            }
            for name, runs in curves.items()
        },
        "stopped_early": {name: end for name, end in ends.items() if name not in curves},
        "comparisons": {
            "measure": "alc",
            "pairs": compare(areas, planned),
            "penalties": penalties(f1_by_round(curves)),
        },
        "notes": notes(len(seeds), sum(len(end["left_out"]) for end in ends.values())),
    }


def by_strategy(points: Sequence[Point]) -> Curves:
    """Points as strategy → seed → curve in order of rounds; strategies by name, seeds in order."""
    curves: Curves = defaultdict(lambda: defaultdict(list))
    for point in sorted(points, key=lambda point: (point.strategy, point.seed, point.round)):
        curves[point.strategy][point.seed].append(point)
    return {name: dict(runs) for name, runs in curves.items()}


def complete(curves: Curves) -> Curves:
    """Without the simulations that did not come to their end.

    That is the last round, as the longest has it, or where a stopping rule said so; a full-data
    run has one round.
    """
    rounds = max(
        (len(run) for name, runs in curves.items() if name != FULL_DATA for run in runs.values()),
        default=0,
    )

    def ended(name: str, run: Sequence[Point]) -> bool:
        return name == FULL_DATA or len(run) == rounds or run[-1].stopped is not None

    kept = {
        name: {seed: run for seed, run in runs.items() if ended(name, run)}
        for name, runs in curves.items()
    }
    return {name: runs for name, runs in kept.items() if runs}


def ends_of(runs: Mapping[int, Sequence[Point]], compared: Mapping[int, object]) -> dict[str, Any]:
    """Where the simulations of a strategy ended, and which seeds are not among the `compared`."""
    return {
        "left_out": [seed for seed in runs if seed not in compared],
        "words_end": spread(np.array([run[-1].words for run in runs.values()])),
        "f1_end": spread(np.array([run[-1].f1 for run in runs.values()])),
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


def notes(seeds: int, left_out: int = 0) -> list[str]:
    """What the number of seeds forbids to claim, and how many simulations have no area."""
    told = []
    smallest = 2.0 ** (1 - seeds)
    if seeds and smallest > 0.05:
        told.append(
            f"A paired Wilcoxon test over {seeds} seed{'s' * (seeds != 1)} cannot be significant "
            f"at 0.05: its smallest possible two-sided p is {smallest:.4g}. "
            "Read the differences as tendencies."
        )
    if left_out:
        told.append(
            f"{left_out} simulation{'s' * (left_out != 1)} ended before the last round, and "
            f"{'have' if left_out != 1 else 'has'} no part in ALC, words to a target and "
            "comparisons."
        )
    return told


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
