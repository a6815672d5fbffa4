"""Strategies compared in pairs over the seeds that both have: test, interval, correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from tasks.simulation.measures import FloatArray

Pair = tuple[str, str]

LEVEL = 0.05
RESAMPLES = 9_999
ENOUGH = 10  # seeds from which on a bootstrap interval is about as wide as it should be
RESAMPLING_SEED = 0


def compare(
    areas: Mapping[str, Mapping[int, float]], planned: Sequence[Pair] = ()
) -> list[dict[str, Any]]:
    """Every pair of strategies: first the planned ones in their order, then the others by name.

    Differences are of ALC, first minus second, over the seeds that both have. Holm's correction
    is over exactly the planned pairs, and separately over all the others, which are exploratory:
    only a planned pair can be called significant. A planned pair without a common seed stays in
    its family, so nothing is gained by a strategy that was not run.

    Parameters
    ----------
    areas
        ALC by strategy and seed, in percent.
    planned
        Pairs (first, second) that were chosen before their curves were seen.

    Returns
    -------
    list of dict
        `first`, `second`, `n` (common seeds), `difference` (mean), `interval` (95 %, see
        `mean_interval`), `p` (see `signed_rank_p`), `p_holm`, `planned`, `significant` (None
        for an exploratory pair, and where so few seeds could never be) and `note`.
    """
    named = {frozenset(pair): pair for pair in reversed(planned)}  # the first mention counts
    told = [pair for pair in dict.fromkeys(planned) if named[frozenset(pair)] == pair]
    others = [pair for pair in combinations(sorted(areas), 2) if frozenset(pair) not in named]
    return _family(areas, told, planned=True) + _family(areas, others, planned=False)


def paired_differences(first: Mapping[int, float], second: Mapping[int, float]) -> FloatArray:
    """First minus second for each common seed, in order of seeds.

    Rounded, because areas that are equal but for the last bits of a float are tied.
    """
    common = sorted(first.keys() & second.keys())
    return np.round([first[seed] - second[seed] for seed in common], 9)


def signed_rank_p(differences: FloatArray) -> float | None:
    """Two-sided p of Wilcoxon's signed-rank test, exact with ties too; None without a pair.

    Differences of zero are left out and tied ones get their mean rank (F. Wilcoxon, 1945); p is
    the share of all sign patterns whose rank sum is at least as far from the middle, counted by
    dynamic programming. SciPy's exact test is the same without ties, and no longer exact with.
    """
    from scipy.stats import rankdata

    if len(differences) == 0:
        return None
    moved = differences[differences != 0]
    ranks = np.rint(2 * rankdata(np.abs(moved))).astype(int)  # doubled: a mean rank may be a half
    patterns = np.ones(1)  # how many of them have each rank sum
    for rank in ranks:
        grown = np.zeros(len(patterns) + rank)
        grown[: len(patterns)] += patterns
        grown[rank:] += patterns
        patterns = grown
    distance = np.abs(2 * np.arange(len(patterns)) - ranks.sum())
    observed = distance[ranks[moved > 0].sum()]
    return float(patterns[distance >= observed].sum() / patterns.sum())


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's step-down correction; what was not tested counts as a hypothesis with p = 1.

    References
    ----------
    S. Holm, "A simple sequentially rejective multiple test procedure", 1979.
    """
    corrected: list[float | None] = [None] * len(p_values)
    tested = [(p, index) for index, p in enumerate(p_values) if p is not None]
    largest = 0.0
    for rank, (p, index) in enumerate(sorted(tested)):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p))
        corrected[index] = largest
    return corrected


def mean_interval(
    differences: FloatArray, generator: np.random.Generator
) -> tuple[float, float] | None:
    """95 % bootstrap interval of the mean (BCa); None for fewer than two different values.

    With few values it is too narrow: they are resampled as if they were the population.

    References
    ----------
    B. Efron, "Better bootstrap confidence intervals", 1987.
    """
    from scipy.stats import bootstrap

    if len(set(differences.tolist())) < 2:
        return None
    found = bootstrap(
        (differences,), np.mean, confidence_level=0.95, n_resamples=RESAMPLES, rng=generator
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def _family(
    areas: Mapping[str, Mapping[int, float]], pairs: Sequence[Pair], planned: bool
) -> list[dict[str, Any]]:
    paired = [
        paired_differences(areas.get(first, {}), areas.get(second, {})) for first, second in pairs
    ]
    p_values = [signed_rank_p(differences) for differences in paired]
    # All differences of one sign, in every pair: nothing smaller can come out.
    smallest = [2.0 ** (1 - len(one)) if len(one) else None for one in paired]
    rows = zip(pairs, paired, p_values, holm(p_values), smallest, holm(smallest), strict=True)
    return [
        {
            "first": pair[0],
            "second": pair[1],
            "n": len(differences),
            "difference": _rounded(differences.mean()) if len(differences) else None,
            "interval": _interval(differences),
            "p": None if p is None else round(p, 6),
            "p_holm": None if p_holm is None else round(p_holm, 6),
            "planned": planned,
            "significant": p_holm < LEVEL
            if planned and p_holm is not None and least_holm is not None and least_holm < LEVEL
            else None,
            "note": "; ".join(
                [
                    *([] if planned else ["exploratory"]),
                    *_doubts(differences, len(pairs), least, least_holm),
                ]
            )
            or None,
        }
        for pair, differences, p, p_holm, least, least_holm in rows
    ]


def _interval(differences: FloatArray) -> list[float] | None:
    # A generator of its own: a pair's interval does not hang on which others there are.
    interval = mean_interval(differences, np.random.default_rng(RESAMPLING_SEED))
    return None if interval is None else [_rounded(end) for end in interval]


def _doubts(
    differences: FloatArray, pairs: int, least: float | None, least_holm: float | None
) -> list[str]:
    """What so few seeds cannot tell; `least` is the smallest possible p, raw and corrected."""
    if least is None or least_holm is None:
        return ["no seed in common"]
    seeds = f"{len(differences)} seed{'s' * (len(differences) != 1)}"
    told = []
    if least >= LEVEL:
        told.append(f"cannot be significant with {seeds}")
    elif least_holm >= LEVEL:
        told.append(f"cannot be significant with {seeds} and {pairs} comparisons")
    if len(differences) > 1 and len(set(differences.tolist())) == 1:
        told.append("all differences are equal")
    elif 1 < len(differences) < ENOUGH:
        told.append(f"{seeds} make too narrow an interval")
    return told


def _rounded(value: float) -> float:
    return round(float(value), 4) + 0.0  # no minus zero
