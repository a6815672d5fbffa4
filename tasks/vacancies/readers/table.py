"""Anybody's own CSV table, with a map that tells which column holds which field."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.vacancies.categories import CATEGORIES
from tasks.vacancies.personal_data import excerpt
from tasks.vacancies.readers.lists import separated_list
from tasks.vacancies.readers.rows import Malformed, Options, Row, csv_header, csv_rows, day
from tasks.vacancies.salaries import amount
from tasks.vacancies.vacancy import Vacancy

FIELDS = tuple(field.name for field in fields(Vacancy))
DELIMITERS = ",;\t|"


def read(paths: Sequence[Path], options: Options | None = None) -> Iterator[Vacancy | Malformed]:
    """Yield the vacancies of `paths`, in the order of files and rows.

    Amounts are taken for net roubles a month. Skills and queries are lists as Python prints
    them, or separated by ``;``, or else by ``,``. Days read 2023-05-17 or 17.05.2023. The
    files share their ids; without a column for `id`, a vacancy is called by its file, from the
    folder that holds them all, and row: ``may/jobs.csv:2``.

    Raises
    ------
    UserError
        When the map names an unknown field or a column that a file does not have, or has no
        title; or when a file is missing.
    """
    options = options or Options()
    check_fields(options.columns)
    top = os.path.commonpath([path.parent for path in paths])
    for path in paths:
        name = path.relative_to(top).as_posix()
        delimiter = options.delimiter or _delimiter(path)
        _check_columns(options.columns, path, csv_header(path, delimiter))
        for row in csv_rows(path, delimiter):
            yield row if isinstance(row, Malformed) else _vacancy(path, name, row, options)


def _delimiter(path: Path) -> str:
    """The most frequent candidate in the header, where quoted texts are rare."""
    header = csv_header(path, "\n")[0]
    return max(DELIMITERS, key=header.count)


def check_fields(columns: Mapping[str, str]) -> None:
    """Refuse a column map that names an unknown field, or lacks the title, as `UserError`."""
    if unknown := sorted(set(columns) - set(FIELDS)):
        raise UserError(
            f"the column map names {', '.join(map(repr, unknown))}, which is no field of a "
            f"vacancy; choose from {', '.join(FIELDS)}"
        )
    if "title" not in columns:
        raise UserError("the column map lacks `title`: name the column that holds the job's title")


def _check_columns(columns: Mapping[str, str], path: Path, header: Sequence[str]) -> None:
    if missing := [column for column in columns.values() if column not in header]:
        raise UserError(
            f"{path} has no column {', '.join(map(repr, missing))}; its columns are "
            f"{', '.join(repr(excerpt(column)) for column in header)}"
        )
    if twice := [column for column in columns.values() if header.count(column) > 1]:
        raise UserError(
            f"{path}, line 1: the column {twice[0]!r} is there twice: rename one of the two"
        )


def _vacancy(path: Path, name: str, row: Row, options: Options) -> Vacancy | Malformed:
    values: dict[str, Any] = {"id": f"{name}:{row.number}"}
    for field, column in options.columns.items():
        text = row.values[column]
        try:
            if field in CATEGORIES:
                values[field] = options.category(field, text)
            else:
                values[field] = _CONVERSIONS.get(field, str)(text)
        except ValueError as error:
            return Malformed(path, row.number, f"{column}: {error}")
    if not values["id"].strip():
        return Malformed(path, row.number, f"{options.columns['id']}: is empty")
    if values.get("salary_from") or values.get("salary_to"):
        options.tally["currency", "RUR"] += 1
    return Vacancy(**values)


def _queries(text: str) -> tuple[str, ...]:
    return tuple(sorted(set(separated_list(text))))


_CONVERSIONS: dict[str, Callable[[str], Any]] = {
    "skills": separated_list,
    "queries": _queries,
    "salary_from": amount,
    "salary_to": amount,
    "published": day,
}
