"""Parsed pages of hh.ru as CSV, with the tables that tell which searches found which page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from tasks.errors import UserError
from tasks.vacancies.categories import canonical
from tasks.vacancies.cities import place_and_date
from tasks.vacancies.readers.lists import stringified_list
from tasks.vacancies.readers.rows import Malformed, Options, Row, csv_header, csv_rows
from tasks.vacancies.salaries import Sides, amount, currency_stated, stated_sides
from tasks.vacancies.vacancy import Vacancy

QUERY_COLUMNS = {"vacancy_id", "query"}
COLUMNS = QUERY_COLUMNS | {
    "name", "employer", "salary_row", "salary_from", "salary_to", "experience", "schedule",
    "skills", "description", "publish_city_str",
}  # fmt: skip


def read(paths: Sequence[Path], options: Options | None = None) -> Iterator[Vacancy | Malformed]:
    """Yield the vacancies of `paths`, in the order of files and rows.

    A file with only the columns `vacancy_id` and `query` is a table of searches: its queries
    are added to the vacancies of all the files. Salaries are net roubles in the source already
    (gross ones times 0.87, foreign ones converted), so their amounts are taken as they are.

    Raises
    ------
    UserError
        When a file is missing or lacks columns of this format.
    """
    options = options or Options()
    headers = {path: _distinct(path, csv_header(path)) for path in paths}
    for path, header in headers.items():
        if missing := COLUMNS - header if header != QUERY_COLUMNS else set():
            raise UserError(
                f"{path} is not a page table of hh.ru: it lacks the columns "
                f"{', '.join(sorted(missing))}; read other tables with the format `table`"
            )
    queries: dict[str, set[str]] = {}
    for path in (path for path, header in headers.items() if header == QUERY_COLUMNS):
        yield from _add_queries(path, queries)
    for path in (path for path, header in headers.items() if header != QUERY_COLUMNS):
        for row in csv_rows(path):
            yield row if isinstance(row, Malformed) else _vacancy(path, row, queries, options)


def _distinct(path: Path, header: Sequence[str]) -> set[str]:
    if twice := [column for column in COLUMNS if header.count(column) > 1]:
        raise UserError(
            f"{path}, line 1: the column {min(twice)!r} is there twice: remove one of the two"
        )
    return set(header)


def _add_queries(path: Path, queries: dict[str, set[str]]) -> Iterator[Malformed]:
    for row in csv_rows(path):
        if isinstance(row, Malformed):
            yield row
            continue
        try:
            found = stringified_list(row.values["query"])
        except ValueError as error:
            yield Malformed(path, row.number, f"query: {error}")
        else:
            queries.setdefault(row.values["vacancy_id"], set()).update(found)


def _vacancy(
    path: Path, row: Row, queries: dict[str, set[str]], options: Options
) -> Vacancy | Malformed:
    values = row.values
    try:
        column = "vacancy_id"
        if not values[column].strip():
            raise ValueError("is empty")
        column = "skills"
        skills = stringified_list(values[column])
        column = "query"
        own = stringified_list(values[column])
        column = "publish_city_str"
        city, published = _published(values[column])
        column = "salary"
        salary = _salary(values, options)
    except ValueError as error:
        return Malformed(path, row.number, f"{column}: {error}")
    employment, schedule = _employment_and_schedule(values["schedule"], options)
    return Vacancy(
        id=values["vacancy_id"].strip(),
        title=values["name"],
        employer=values["employer"],
        experience=options.category("experience", values["experience"]),
        schedule=schedule,
        employment=employment,
        skills=skills,
        description=values["description"],
        salary_from=salary.low,
        salary_to=salary.high,
        city=city,
        published=published,
        queries=tuple(sorted({*own, *queries.get(values["vacancy_id"], ())})),
    )


def _employment_and_schedule(words: str, options: Options) -> tuple[str, str]:
    """Take apart "Полная занятость, удаленная работа"."""
    employment = schedule = ""
    for part in filter(None, (part.strip() for part in words.split(","))):
        if known := canonical("employment", part):
            employment = known
        else:
            schedule = options.category("schedule", part) or schedule
    return employment, schedule


def _salary(values: dict[str, str], options: Options) -> Sides:
    wording = values["salary_row"]
    sides = stated_sides(wording, amount(values["salary_from"]), amount(values["salary_to"]))
    if sides != Sides():
        options.tally["currency", currency_stated(wording)] += 1
        if "вычета" in wording:
            options.tally["gross", "net in the source"] += 1
    return sides


def _published(words: str) -> tuple[str, date | None]:
    return place_and_date(words) if words.strip() else ("", None)
