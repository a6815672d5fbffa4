"""Vacancies as hh.ru's public API answers them: the full JSON of ``GET /vacancies/{id}``."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError

from tasks.errors import UserError
from tasks.vacancies.personal_data import excerpt
from tasks.vacancies.readers.html import html_to_text
from tasks.vacancies.readers.rows import Malformed, Options, day
from tasks.vacancies.salaries import ROUBLES, Sides, net_roubles
from tasks.vacancies.vacancy import Vacancy

LINES = (".jsonl", ".jsonl.gz")
ENDINGS = (".json", *LINES)

# Beside the API's own answer: the searches that found the vacancy, as a text or a list.
QUERY_KEY = "skillpath_query"


class _Named(BaseModel):
    id: str | None = None
    name: str | None = None


class _Salary(BaseModel):
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    currency: str | None = None
    gross: bool | None = None
    mode: _Named | None = None


class _Answer(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    name: str
    employer: _Named | None = None
    experience: _Named | None = None
    schedule: _Named | None = None
    employment: _Named | None = None
    area: _Named | None = None
    key_skills: list[_Named] | None = None
    description: str | None = None
    salary: _Salary | None = None
    salary_range: _Salary | None = None
    published_at: str | None = None
    skillpath_query: str | list[str] | None = None


class _Text(NamedTuple):
    row: int
    text: str


def read(paths: Sequence[Path], options: Options | None = None) -> Iterator[Vacancy | Malformed]:
    """Yield the vacancies of `paths`, in the order of files and rows.

    A file holds one vacancy or a list of them (``.json``), or one a line (``.jsonl``,
    ``.jsonl.gz``); a folder stands for all such files in it and below, by name. Gross salaries
    become net ones; foreign ones are converted with the rates of the options, and count as not
    stated where there is none, as does a salary that is not for a month.

    Raises
    ------
    UserError
        When a file is missing, or a folder holds none.
    """
    options = options or Options()
    for path in _files(paths):
        for row in _texts(path):
            if isinstance(row, Malformed):
                yield row
                continue
            try:
                answer = json.loads(row.text)
            except (ValueError, RecursionError) as error:
                yield Malformed(path, row.row, f"not JSON: {error}")
                continue
            answers = answer if isinstance(answer, list) else [answer]
            for number, one in enumerate(answers, row.row):
                yield _vacancy(path, number, one, options)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from json_files(path)
        elif path.is_file():
            yield path
        else:
            raise UserError(f"{path} is missing: give the path of a file or folder that exists")


def json_files(place: Path) -> list[Path]:
    """Files named as this format's, `place` itself or all below it; UserError if there are none."""
    paths = [place] if place.is_file() else sorted(place.rglob("*"))
    files = [path for path in paths if path.name.endswith(ENDINGS) and path.is_file()]
    if not files:
        raise UserError(
            f"{place} holds no vacancies: give files whose names end in {', '.join(ENDINGS)}"
        )
    return files


def _texts(path: Path) -> Iterator[_Text | Malformed]:
    """The JSON texts of a file, numbered from 1; empty lines are passed over."""
    row = 0
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as file:
            for line in file if path.name.endswith(LINES) else [file.read()]:
                row += 1
                if line.strip():
                    try:
                        yield _Text(row, line.decode("utf-8-sig"))
                    except UnicodeDecodeError:
                        yield Malformed(path, row, "not UTF-8")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield Malformed(path, row + 1, f"damaged gzip: {error}")
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror}): give the path of a file that can"
        ) from error


def _vacancy(path: Path, row: int, answer: Any, options: Options) -> Vacancy | Malformed:
    try:
        fields = _Answer.model_validate(_with_plain_sides(answer))
        fields.id.encode()  # half a surrogate pair could not be written
        published = day(fields.published_at or "")
        description = html_to_text(fields.description or "")
        salary = _salary(fields, options)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the answer"
        return Malformed(path, row, f"{where}: {first['msg']}")
    except ValueError as error:
        return Malformed(path, row, str(error))
    queries = fields.skillpath_query or []
    return Vacancy(
        id=fields.id,
        title=fields.name,
        employer=_name(fields.employer),
        experience=_category("experience", fields.experience, options),
        schedule=_category("schedule", fields.schedule, options),
        employment=_category("employment", fields.employment, options),
        skills=tuple(filter(None, map(_name, fields.key_skills or ()))),
        description=description,
        salary_from=salary.low,
        salary_to=salary.high,
        city=_name(fields.area),
        published=published,
        queries=tuple(sorted({queries} if isinstance(queries, str) else {*queries})),
    )


def _with_plain_sides(answer: Any) -> Any:
    """``from`` is a word of the language: rename it before the fields are checked."""
    if not isinstance(answer, dict):
        return answer
    renamed = dict(answer)
    for key in ("salary", "salary_range"):
        if isinstance(salary := answer.get(key), dict):
            renamed[key] = {**salary, "low": salary.get("from"), "high": salary.get("to")}
    return renamed


def _name(named: _Named | None) -> str:
    return (named.name if named else None) or ""


def _category(category: str, named: _Named | None, options: Options) -> str:
    return options.category(category, (named.id or named.name or "") if named else "")


def _salary(fields: _Answer, options: Options) -> Sides:
    stated = fields.salary_range or fields.salary
    if not stated or not (stated.low or stated.high):
        return Sides()
    currency = stated.currency or ROUBLES[0]
    known = currency in ROUBLES or currency in options.rates
    told = currency if known else excerpt(currency)
    options.tally["currency", told] += 1
    if stated.mode and stated.mode.id not in (None, "MONTH"):
        options.tally["not_stated", f"by {excerpt(stated.mode.id)}"] += 1
        return Sides()
    if not known:
        options.tally["not_stated", f"no rate for {told}"] += 1
        return Sides()
    gross = bool(stated.gross)
    if gross:
        options.tally["gross", "made net"] += 1
    sides = (
        net_roubles(side, currency=currency, gross=gross, rates=options.rates)
        for side in (stated.low, stated.high)
    )
    return Sides(*sides)
