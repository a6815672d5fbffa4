"""Pearson's chi-square test of observed draws against an enumerated law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from scipy.special import chdtrc

Outcome = TypeVar("Outcome", bound=Hashable)

FALSE_ALARM = 1e-4
"""The probability that a seed makes `follows` reject a right law; the tests' seeds are fixed."""

_LEAST_EXPECTED = 5.0


def follows(draws: Iterable[Outcome], law: Mapping[Outcome, float]) -> bool:
    """Whether the draws may well come from the law; an impossible draw never does."""
    return p_value(Counter(draws), law) >= FALSE_ALARM


def p_value(counts: Mapping[Outcome, int], law: Mapping[Outcome, float]) -> float:
    """The chance of draws at least this far from the law; rare outcomes share one cell.

    Outcomes of which fewer than five are expected are pooled, because the chi-square
    distribution would be a poor approximation for them.
    """
    if any(law.get(outcome, 0.0) == 0.0 for outcome in counts):
        return 0.0
    total = sum(counts.values())
    cells: list[tuple[float, int]] = []
    rare_expected, rare_observed = 0.0, 0
    for outcome, probability in sorted(law.items(), key=lambda item: item[1]):
        expected, observed = total * probability, counts.get(outcome, 0)
        if expected >= _LEAST_EXPECTED:
            cells.append((expected, observed))
        else:
            rare_expected += expected
            rare_observed += observed
    if rare_expected > 0.0:
        cells.append((rare_expected, rare_observed))
    statistic = sum((observed - expected) ** 2 / expected for expected, observed in cells)
    return float(chdtrc(len(cells) - 1, statistic))
