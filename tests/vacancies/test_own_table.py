"""Anybody's own table: the column map, delimiters, lists, amounts, and mistakes."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from made_up_tables import read_all, read_vacancy

from tasks.errors import UserError
from tasks.vacancies.readers import Malformed, Options
from tasks.vacancies.vacancy import Vacancy

COLUMNS = {
    "id": "№",
    "title": "Job",
    "employer": "Firm",
    "experience": "Experience",
    "skills": "Skills",
    "salary_from": "From",
    "salary_to": "To",
    "published": "Day",
    "queries": "Search",
}
HEADER = ["№", "Job", "Firm", "Experience", "Skills", "From", "To", "Day", "Search", "Unused"]
ROW = ["1", "Engineer", "Acme", "3–6 лет", "C++", "100 000", "", "17.05.2023", "ml", "x"]


def write(path: Path, *rows: list[str], delimiter: str = ";", encoding: str = "utf-8") -> Path:
    text = "".join(delimiter.join(row) + "\n" for row in [HEADER, *rows])
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_delimiter_is_found_and_byte_order_mark_dropped(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = write(tmp_path / "own.csv", ROW, delimiter=delimiter, encoding=encoding)
    assert read_vacancy("table", path, options=Options(COLUMNS)) == Vacancy(
        id="1",
        title="Engineer",
        employer="Acme",
        experience="От 3 до 6 лет",
        skills=("C++",),
        salary_from=100_000,
        published=date(2023, 5, 17),
        queries=("ml",),
    )


def test_delimiter_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a,b~c,d\nx~y\n", encoding="utf-8")
    options = Options({"title": "c,d"}, delimiter="~")
    assert read_vacancy("table", path, options=options).title == "y"


def test_lists_in_every_writing(tmp_path: Path) -> None:
    writings = ["['C, C++', 'R;D']", "C, C++", "R"]
    path = write(
        tmp_path / "own.csv", *([*ROW[:4], skills, *ROW[5:]] for skills in writings), delimiter="|"
    )
    rows = read_all("table", path, options=Options(COLUMNS))
    assert [row.skills for row in rows if isinstance(row, Vacancy)] == [
        ("C, C++", "R;D"), ("C", "C++"), ("R",),
    ]  # fmt: skip


def test_without_an_id_the_row_is_the_name(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", ROW, ROW)
    rows = read_all("table", path, options=Options({"title": "Job"}))
    assert [row.id for row in rows if isinstance(row, Vacancy)] == ["own.csv:2", "own.csv:3"]


def test_without_an_id_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    for name in ("a/jobs.csv", "b/jobs.csv", "b/jobs.tsv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, ROW)
    rows = read_all("table", *sorted(tmp_path.rglob("*.?sv")), options=Options({"title": "Job"}))
    ids = [row.id for row in rows if isinstance(row, Vacancy)]
    assert ids == ["a/jobs.csv:2", "b/jobs.csv:2", "b/jobs.tsv:2"]


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (0, " ", "№: is empty"),
        (4, "['a", "Skills: "),
        (5, "much", "From: 'much' is not an amount"),
        (7, "32.05.2023", "Day: '32.05.2023' is not a day"),
        (7, "May", "Day: 'May' is not a day"),
    ],
)
def test_bad_rows_are_told_and_passed_over(
    tmp_path: Path, place: int, value: str, reason: str
) -> None:
    bad = [*ROW[:place], value, *ROW[place + 1 :]]
    path = write(tmp_path / "own.csv", ROW, bad, ROW)
    first, told, last = read_all("table", path, options=Options(COLUMNS))
    assert first == last
    assert isinstance(told, Malformed)
    assert told.row == 3
    assert told.reason.startswith(reason)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"title": "Title"}, (r"own\.csv has no column 'Title'", "'Job'", "'Unused'")),
        ({"title": "Job", "wage": "From"}, ("'wage'", "no field", "salary_from")),
        ({"employer": "Firm"}, ("lacks `title`",)),
        ({}, ("lacks `title`",)),
    ],
)
def test_a_wrong_map_is_refused(
    tmp_path: Path, columns: dict[str, str], words: tuple[str, ...]
) -> None:
    path = write(tmp_path / "own.csv", ROW)
    for word in words:
        with pytest.raises(UserError, match=word):
            read_all("table", path, options=Options(columns))


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("Должность;Город\nИнженер;Казань\n".encode("cp1251"))
    with pytest.raises(UserError, match=r"own\.csv is not UTF-8: save it as UTF-8"):
        read_all("table", path, options=Options({"title": "Должность"}))
    path.write_bytes(b"Job\n" + "Инженер\n".encode("cp1251"))
    (row,) = read_all("table", path, options=Options({"title": "Job"}))
    assert row == Malformed(path, 2, "not UTF-8: save the file as UTF-8")


@pytest.mark.parametrize("limit", [131_072, 10**9])
def test_a_first_line_that_names_no_columns_is_told(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "own.csv"
    path.write_text("x" * 131_073, encoding="utf-8")
    before = csv.field_size_limit(limit)
    try:
        with pytest.raises(UserError, match=r"own\.csv, line 1: .*131,?072.*must name the columns"):
            read_all("table", path, options=Options({"title": "Job"}))
    finally:
        csv.field_size_limit(before)


def test_rows_taken_for_a_header_are_not_quoted_at_length(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"Инженер;+7 912 345-67-89 {'я' * 100}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"its columns are 'Инженер', '\[телефон\] я{29}…'$"):
        read_all("table", path, options=Options({"title": "Job"}))
