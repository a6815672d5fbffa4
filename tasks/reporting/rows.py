"""Results in CSV files, row by row: what is wrong is told with the file, the line and a remedy."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tasks.errors import UserError
from tasks.files import damage_told

REMEDY = "run the sweep again to write the file anew"


@dataclass(frozen=True)
class TableRow:
    """One line of a file; each method reads a column and raises `UserError` where it is wrong."""

    path: Path
    line: int
    values: Mapping[str, str | None]

    def text(self, column: str) -> str:
        """The cell as it stands."""
        value = self.values.get(column)
        if value is None:
            raise UserError(f"{self.path}:{self.line}: the column {column!r} is missing; {REMEDY}")
        return value

    def number(self, column: str) -> float:
        """A finite number."""
        text = self.text(column)
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.wrong(column, f"{text!r}, not a number")
        return value

    def amount(self, column: str) -> float:
        """A number of at least 0."""
        value = self.number(column)
        if value < 0:
            raise self.wrong(column, f"{value:g}, which is below 0")
        return value

    def share(self, column: str) -> float:
        """A share above 0 and up to 1."""
        value = self.number(column)
        if not 0 < value <= 1:
            raise self.wrong(column, f"{value:g}, not a share above 0 and up to 1")
        return value

    def share_or_zero(self, column: str) -> float:
        """A share from 0 to 1, both included."""
        value = self.number(column)
        if not 0 <= value <= 1:
            raise self.wrong(column, f"{value:g}, not a share from 0 to 1")
        return value

    def number_if_any(self, column: str) -> float | None:
        """A finite number; None where the cell is empty or the column is missing."""
        return self.number(column) if self.values.get(column) else None

    def wrong(self, column: str, what: str) -> UserError:
        """The error that tells what `column` is instead of what it must be."""
        return UserError(f"{self.path}:{self.line}: {column} is {what}; {REMEDY}")


def table_rows(path: Path) -> Iterator[TableRow]:
    """The rows of a CSV file with a header.

    Raises
    ------
    UserError
        When the file is missing or is not text.
    """
    with damage_told(path, REMEDY), path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for values in reader:
            yield TableRow(path, reader.line_num, values)


def check_one_sweep(path: Path, rows: Iterable[TableRow]) -> None:
    """Raise `UserError` where the rows are not all of one corpus and architecture."""
    if len({(row.text("corpus"), row.text("architecture")) for row in rows}) > 1:
        raise UserError(
            f"{path} mixes corpora or architectures; keep one pair a folder, as the sweep does"
        )
