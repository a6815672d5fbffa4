"""BADGE's pairwise penalty matrix: in which share of the rounds one strategy beats another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, permutations
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Scores = Mapping[str, Mapping[int, Sequence[float]]]

LEVEL = 0.05
FEWEST_SEEDS = 2  # common to two strategies, for a paired test


def penalties(scores: Scores, level: float = LEVEL) -> dict[str, Any] | None:
    """The matrix of one sweep; None where there is nothing to test.

    In each round after the initial pool, which all strategies of a seed share, a two-sided
    paired t-test compares F1 over the common seeds; strategy i beats j when
    t = √n · mean / std is above the critical value (2.776 for five seeds). Each such round adds
    1 / rounds to the penalty of i on j. It is not corrected for the many tests: a description,
    not a proof. A strategy that shares fewer than two seeds with another is left out, the one
    of fewer seeds first: it could neither beat nor be beaten.

    Parameters
    ----------
    scores
        Strategy → seed → F1 in each round, the initial pool's first.
    level
        Of the test.

    Returns
    -------
    dict
        `strategies` by name, `rounds`, `matrix` (row i, column j: the penalty of i on j, 0 … 1)
        and `beaten` (mean of each column over the other strategies; lower is better).

    References
    ----------
    J. T. Ash et al., "Deep batch active learning by diverse, uncertain gradient lower bounds",
    2020, section 5 and appendix. There the tests are at exponentially growing budgets up to
    where random has nearly converged; here in every round.
    """
    names = comparable({name: runs.keys() for name, runs in scores.items()})
    after = {name: {seed: run[1:] for seed, run in scores[name].items()} for name in names}
    rounds = min((len(run) for runs in after.values() for run in runs.values()), default=0)
    if rounds == 0 or len(names) < 2:
        return None
    matrix = np.zeros((len(names), len(names)))
    for i, j in permutations(range(len(names)), 2):
        first, second = after[names[i]], after[names[j]]
        differences = [
            np.subtract(first[seed][:rounds], second[seed][:rounds])
            for seed in sorted(first.keys() & second.keys())
        ]
        matrix[i, j] = beaten_rounds(np.array(differences), level) / rounds
    return _told(names, rounds, matrix)


def comparable(seeds: Mapping[str, Collection[int]]) -> list[str]:
    """The strategies, by name, that share enough seeds with each other for a paired test."""
    kept = sorted(seeds)
    while any(
        len(set(seeds[one]) & set(seeds[other])) < FEWEST_SEEDS
        for one, other in combinations(kept, 2)
    ):
        kept.remove(min(kept, key=lambda name: (len(seeds[name]), name)))
    return kept


def sum_penalties(several: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The matrices of several sweeps added, over the strategies that all of them have.

    `rounds` are added too; an entry is at most the number of sweeps. None when fewer than two
    strategies are common: one that was run less often would seem to be beaten less often.
    """
    names = sorted(set.intersection(*(set(one["strategies"]) for one in several)))
    if len(names) < 2:
        return None
    total = np.zeros((len(names), len(names)))
    for one in several:
        kept = [one["strategies"].index(name) for name in names]
        total += np.array(one["matrix"])[np.ix_(kept, kept)]
    return _told(names, sum(one["rounds"] for one in several), total)


def beaten_rounds(differences: FloatArray, level: float) -> int:
    """In how many rounds paired differences, seeds × rounds, are significantly above zero."""
    from scipy.stats import t

    seeds = len(differences)
    if seeds < 2:
        return 0
    critical = t.ppf(1 - level / 2, seeds - 1)
    # Without dividing: seeds that all differ by the same have no deviation.
    above = seeds**0.5 * differences.mean(axis=0) > critical * differences.std(axis=0, ddof=1)
    return int(above.sum())


def _told(names: Sequence[str], rounds: int, matrix: FloatArray) -> dict[str, Any]:
    beaten = matrix.sum(axis=0) / (len(names) - 1)
    return {
        "strategies": list(names),
        "rounds": rounds,
        "matrix": [[round(float(value), 6) for value in row] for row in matrix],
        "beaten": [round(float(value), 6) for value in beaten],
    }
