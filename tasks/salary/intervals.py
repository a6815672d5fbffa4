"""Conformal prediction intervals: quantiles widened until they held what they promise.

Conformalised quantile regression (Romano, Patterson & Candès 2019), in logarithms, with a
correction for each experience level of its own (Mondrian), on out-of-fold quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.salary.rows import Floats

COVERAGE = 0.8
FEWEST = 50


@dataclass(frozen=True)
class Widening:
    """By how much to move both bounds outwards: for each group, and for all others."""

    groups: dict[str, float]
    others: float

    def bounds(self, low: Floats, high: Floats, groups: Sequence[str]) -> tuple[Floats, Floats]:
        """The corrected bounds, (rows,); where a negative widening makes them cross, their mean."""
        by = np.array([self.groups.get(group, self.others) for group in groups])
        middle = (low + high) / 2
        return np.minimum(low - by, middle), np.maximum(high + by, middle)


def fit_widening(
    truth: Floats, low: Floats, high: Floats, groups: Sequence[str], coverage: float = COVERAGE
) -> Widening:
    """Learn the widening from bounds for rows that their model had not seen.

    Parameters
    ----------
    truth, low, high : array, (rows,)
        In one unit, e.g. logarithms of roubles.
    groups
        The group of each row; those of fewer than `FEWEST` rows get the widening of all rows.
    coverage : float
        The share of rows that corrected bounds hold.
    """
    outside = np.maximum(low - truth, truth - high)
    names = np.array(groups)
    sizes = {name: int((names == name).sum()) for name in sorted(set(groups))}
    return Widening(
        {
            name: conformal_quantile(outside[names == name], coverage)
            for name, size in sizes.items()
            if size >= FEWEST
        },
        conformal_quantile(outside, coverage),
    )


def conformal_quantile(scores: Floats, coverage: float) -> float:
    """The ⌈(n + 1) · coverage⌉-th smallest score: a new one is below it that often, or more."""
    rank = min(int(np.ceil((len(scores) + 1) * coverage)), len(scores))
    return float(np.sort(scores)[rank - 1])
