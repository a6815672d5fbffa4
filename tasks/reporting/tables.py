"""Tables of results: cells, the best of a column, rows in groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

MISSING = "–"


class Cell(NamedTuple):
    """One table cell; `best` where no other strategy shows a better value.

    `note` is the part in brackets, set smaller on a line of its own.
    """

    text: str
    note: str = ""
    best: bool = False


class Column(NamedTuple):
    """One measured column: cells, and the values behind them, compared as rounded to `digits`.

    `direction` is 1 where more is better, -1 where less is, 0 where nothing is best.
    """

    cells: list[Cell]
    values: list[float | None]
    digits: int
    direction: int


def mark_best(column: Column) -> list[Cell]:
    """Mark the best value and what is equal to it as displayed; where all are equal, none."""
    scores = [
        None if v is None else column.direction * round(v, column.digits) for v in column.values
    ]
    known = [score for score in scores if score is not None]
    comparable = len(set(known)) > 1
    return [
        cell._replace(best=comparable and score is not None and score == max(known))
        for cell, score in zip(column.cells, scores, strict=True)
    ]


class Heading(NamedTuple):
    """The head of a column; `words` where its cells are text, `note` is set smaller."""

    text: str
    note: str = ""
    words: bool = False


class Row(NamedTuple):
    """A row: its name and its cells."""

    name: Cell
    cells: list[Cell]


class Group(NamedTuple):
    """Rows that are compared with each other; `name` is empty where there is one group."""

    name: str
    rows: list[Row]


@dataclass(frozen=True)
class ResultTable:
    """A table: `headings` begins with that of the rows' names, `note` stands beneath."""

    form: ClassVar[str] = "table"
    caption: str
    headings: Sequence[Heading]
    groups: Sequence[Group]
    note: str = ""


def compared(name: str, names: Sequence[Cell], columns: Sequence[Column]) -> Group:
    """A group of rows from its columns, the best of each marked."""
    marked = [mark_best(column) for column in columns]
    return Group(name, [Row(row, [column[i] for column in marked]) for i, row in enumerate(names)])


def listed(names: Sequence[Cell], cells: Sequence[Sequence[Cell]]) -> list[Group]:
    """The rows of a table in which nothing is compared."""
    return [Group("", [Row(name, list(row)) for name, row in zip(names, cells, strict=True)])]
