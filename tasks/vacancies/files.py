"""The Parquet file that vacancies are kept in: typed columns, one row a vacancy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.files import damage_told, replacing
from tasks.vacancies.vacancy import Vacancy

if TYPE_CHECKING:
    import pyarrow

VACANCIES = "vacancies.parquet"
LISTS = ("skills", "queries")
REMEDY = "run `skillpath normalise --vacancies`, or everything with `dvc repro`"


def write_vacancies(path: Path, vacancies: Sequence[Vacancy]) -> None:
    """Write `vacancies` in their order, atomically."""
    from pyarrow import parquet

    with replacing(path) as temporary:
        parquet.write_table(vacancy_table(vacancies), temporary, compression="zstd")


def vacancy_table(vacancies: Sequence[Vacancy]) -> pyarrow.Table:
    """`vacancies` as columns."""
    import pyarrow

    names = [field.name for field in fields(Vacancy)]
    columns = {name: [getattr(vacancy, name) for vacancy in vacancies] for name in names}
    return pyarrow.table(columns, schema=_schema())


def read_vacancies(path: Path) -> list[Vacancy]:
    """Read what `write_vacancies` wrote; see `read_vacancy_table` for what may be raised."""
    table = read_vacancy_table(path)
    with damage_told(path, REMEDY):
        rows = table.to_pylist()
        return [Vacancy(**row | {name: tuple(row[name]) for name in LISTS}) for row in rows]


def read_vacancy_table(path: Path, columns: Sequence[str] | None = None) -> pyarrow.Table:
    """The columns of what `write_vacancies` wrote, all unless some are named.

    Raises
    ------
    UserError
        When the file is missing or was not written by this version.
    """
    import pyarrow
    from pyarrow import parquet

    with damage_told(path, REMEDY, (pyarrow.ArrowException,)):
        with path.open("rb") as file:  # a folder would be read as many files
            table = parquet.read_table(file, schema=_schema(), columns=columns and list(columns))
        table.validate(full=True)
        return table


def _schema() -> pyarrow.Schema:
    import pyarrow

    types = {
        "salary_from": pyarrow.float64(),
        "salary_to": pyarrow.float64(),
        "published": pyarrow.date32(),
        **{name: pyarrow.list_(pyarrow.string()) for name in LISTS},
    }
    return pyarrow.schema(
        [(field.name, types.get(field.name, pyarrow.string())) for field in fields(Vacancy)]
    )
