"""Small tables of vacancies in every format, made up for the tests."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from tasks.vacancies.readers import READERS, Malformed, Options
from tasks.vacancies.vacancy import Vacancy

HH_COLUMNS = (
    "vacancy_id", "employer", "name", "salary_row", "salary", "salary_from", "salary_to",
    "experience", "schedule", "skills", "description", "address", "url", "query",
    "publish_city_str",
)  # fmt: skip

HH_ROW = {
    "vacancy_id": "1",
    "employer": "ООО Ромашка",
    "name": "Инженер",
    "salary_row": "от 100\u00a0000 до 150\u00a0000 руб. на руки",
    "salary": "True",
    "salary_from": "100000.0",
    "salary_to": "150000.0",
    "experience": "1–3 года",
    "schedule": "Полная занятость, удаленная работа",
    "skills": "['Python', 'Английский\\xa0— B1 — Средний']",
    "description": "Работа с данными.",
    "query": "['ml']",
    "publish_city_str": "Вакансия опубликована 17\u00a0мая\u00a02023 в Москве",
}

EMPTY_ROW = {"vacancy_id": "9", "query": "['ml']", "url": "https://example.org/9"}


def write_csv(
    path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]], delimiter: str = ","
) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(columns), restval="", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_hh(path: Path, *rows: Mapping[str, str]) -> Path:
    """Each row is `HH_ROW` with other values, or `EMPTY_ROW` itself."""
    return write_csv(path, HH_COLUMNS, rows)


def hh_row(**values: str) -> dict[str, str]:
    return HH_ROW | values


def read_all(
    format: str, *paths: Path, options: Options | None = None
) -> list[Vacancy | Malformed]:
    return list(READERS[format](paths, options))


def read_vacancy(format: str, *paths: Path, options: Options | None = None) -> Vacancy:
    (vacancy,) = read_all(format, *paths, options=options)
    assert isinstance(vacancy, Vacancy), vacancy
    return vacancy
