"""What every reader of vacancies takes and yields, and how rows of a CSV file are read."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol

from tasks.errors import UserError
from tasks.vacancies.categories import canonical
from tasks.vacancies.personal_data import excerpt
from tasks.vacancies.vacancy import Vacancy

# The limit of the csv module, which other libraries raise for the whole process.
LONGEST = 131_072
# What errors="surrogateescape" leaves of bytes that are not UTF-8.
_UNDECODABLE = re.compile("[\udc80-\udcff]")


class Malformed(NamedTuple):
    """A row that is no vacancy; `row` counts from 1, a CSV file's header included."""

    file: Path
    row: int
    reason: str


@dataclass(frozen=True)
class Options:
    """What a reader may need beside its files, and where it counts what it changes.

    Attributes
    ----------
    columns
        Format `table`: field of `Vacancy` → name of the column.
    delimiter
        Format `table`: what separates the columns; None to find out.
    rates
        Format `hh_json`: units of a foreign currency that one rouble buys.
    tally
        Counts (what, which): currencies, gross salaries, unknown words of a category, …
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)

    def category(self, category: str, words: str) -> str:
        """The canonical words of a category; unknown ones are counted and become empty."""
        known = canonical(category, words)
        if words.strip() and not known:
            self.tally[f"unknown_{category}", excerpt(words)] += 1
        return known


class Reader(Protocol):
    """A function that yields a vacancy, or why there is none, for every row of `paths`."""

    def __call__(
        self, paths: Sequence[Path], options: Options | None = None
    ) -> Iterator[Vacancy | Malformed]: ...


class Row(NamedTuple):
    """One record of a CSV file by column name, and its number, the header's being 1."""

    number: int
    values: dict[str, str]


def csv_header(path: Path, delimiter: str = ",") -> list[str]:
    """The column names of a CSV file; UserError when the file is missing or its first line bad."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            header = next(csv.reader(lines, delimiter=delimiter), [])
    except FileNotFoundError:
        raise UserError(f"{path} is missing: give the path of a file that exists") from None
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror}): give the path of a file that can"
        ) from None
    except csv.Error as error:
        raise UserError(f"{path}, line 1: {error}; the first line must name the columns") from None
    if not header:
        raise UserError(f"{path} is empty: the first line must name the columns")
    if _UNDECODABLE.search("".join(header)):
        raise UserError(f"{path} is not UTF-8: save it as UTF-8, in Excel as “CSV UTF-8”")
    if any(len(column) > LONGEST for column in header):
        raise UserError(
            f"{path}, line 1: a value of more than {LONGEST:,} characters; "
            "the first line must name the columns"
        )
    return header


def csv_rows(path: Path, delimiter: str = ",") -> Iterator[Row | Malformed]:
    """Yield the records under the header of a UTF-8 file, with or without a byte order mark."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        records = csv.reader(lines, delimiter=delimiter)
        header = next(records)
        number = 1
        while True:
            number += 1
            try:
                record = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                yield Malformed(path, number, f"not CSV: {error}")
                continue
            if not record:
                continue
            if any(len(value) > LONGEST for value in record):
                reason = f"not CSV: a value of more than {LONGEST:,} characters; close its quote"
                yield Malformed(path, number, reason)
            elif len(record) != len(header):
                reason = f"{len(record)} columns where the header names {len(header)}"
                yield Malformed(path, number, reason)
            elif _UNDECODABLE.search("".join(record)):
                yield Malformed(path, number, "not UTF-8: save the file as UTF-8")
            else:
                yield Row(number, dict(zip(header, record, strict=True)))


def day(text: str) -> date | None:
    """The day that `text` begins with, 2023-05-17 or 17.05.2023; None if empty.

    Raises
    ------
    ValueError
        When it begins with anything else; the message says so.
    """
    if not text.strip():
        return None
    try:
        if russian := re.match(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})\b", text):
            return date(int(russian[3]), int(russian[2]), int(russian[1]))
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ValueError(f"{excerpt(text)!r} is not a day") from None
