"""Columns of measures."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.reporting.adviser.results.base import Measure
from tasks.reporting.numbers import decimal, whole
from tasks.reporting.tables import MISSING, Cell, Column


def measured(measures: Sequence[Measure | None], digits: int, direction: int) -> Column:
    """A column of means ± standard deviations."""
    return Column(
        [Cell(_written(one, digits)) for one in measures],
        [one.mean if one else None for one in measures],
        digits,
        direction,
    )


def _written(measure: Measure | None, digits: int) -> str:
    if measure is None:
        return MISSING
    form = whole if digits == 0 else lambda value: decimal(value, digits)
    spread = "" if measure.std is None else f" ± {form(measure.std)}"
    return form(measure.mean) + spread
