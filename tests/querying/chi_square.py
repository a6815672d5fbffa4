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
    """The chance of draws at least this far from the law.

    The rarest outcomes are pooled until at least five are expected in every cell, because the
    chi-square distribution would be a poor approximation for less.
    """
    if any(law.get(outcome, 0.0) == 0.0 for outcome in counts):
        return 0.0
    total = sum(counts.values())
    statistic, cells = 0.0, 0
    expected, observed = 0.0, 0
    for outcome in sorted(law, key=law.__getitem__):
        expected += total * law[outcome]
        observed += counts.get(outcome, 0)
        if expected >= _LEAST_EXPECTED:
            statistic += (observed - expected) ** 2 / expected
            cells += 1
            expected, observed = 0.0, 0
    return float(chdtrc(cells - 1, statistic))
