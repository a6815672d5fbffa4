"""What a salary model says: a salary, and an interval around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tasks.salary.rows import Floats, Row


@dataclass(frozen=True)
class Estimates:
    """Estimates for some rows in roubles, each an array (rows,).

    `low` and `high` bound an interval meant to hold 80 % of salaries; None where the model
    gives none.
    """

    salary: Floats
    low: Floats | None = None
    high: Floats | None = None


class SalaryModel(Protocol):
    """A fitted model."""

    def estimate(self, rows: Sequence[Row]) -> Estimates:
        """Estimate what the rows' vacancies pay, without looking at what they say they pay."""
        ...
