"""The baseline: what vacancies of the same schedule and experience pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.salary.estimates import Estimates
from tasks.salary.rows import Floats, Row, salaries_of

Cell = tuple[str, str]
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class CellModel:
    """Low, median and high salary of each cell, and of all rows for cells never seen."""

    cells: dict[Cell, Floats]
    everywhere: Floats

    def estimate(self, rows: Sequence[Row]) -> Estimates:
        """The figures of each row's cell."""
        found = np.array([self.cells.get(_cell(row), self.everywhere) for row in rows])
        low, median, high = found.reshape(-1, 3).T
        return Estimates(median, low, high)


def fit_cells(rows: Sequence[Row]) -> CellModel:
    """Learn the baseline from paid rows."""
    salaries = salaries_of(rows)
    members: dict[Cell, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        members[_cell(row)].append(index)
    cells = {cell: _figures(salaries[indices]) for cell, indices in members.items()}
    return CellModel(cells, _figures(salaries))


def _cell(row: Row) -> Cell:
    return row.schedule, row.experience


def _figures(salaries: Floats) -> Floats:
    return np.quantile(salaries, [LOW, 0.5, HIGH])
