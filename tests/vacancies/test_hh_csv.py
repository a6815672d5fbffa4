"""Parsed pages of hh.ru: every quirk of the tables, and rows that are none."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_tables import EMPTY_ROW, hh_row, read_all, read_vacancy, write_csv, write_hh

from tasks.errors import UserError
from tasks.vacancies.readers import Malformed, Options
from tasks.vacancies.readers.lists import separated_list, stringified_list
from tasks.vacancies.vacancy import Vacancy


def test_reads_every_field(tmp_path: Path) -> None:
    vacancy = read_vacancy("hh_csv", write_hh(tmp_path / "DATA.csv", hh_row()))
    assert vacancy == Vacancy(
        id="1",
        title="Инженер",
        employer="ООО Ромашка",
        experience="От 1 года до 3 лет",
        schedule="Удаленная работа",
        employment="Полная занятость",
        skills=("Python", "Английский\u00a0— B1 — Средний"),
        description="Работа с данными.",
        salary_from=100_000,
        salary_to=150_000,
        city="Москва",
        published=date(2023, 5, 17),
        queries=("ml",),
    )


def test_texts_are_left_as_they_are(tmp_path: Path) -> None:
    title = "<script>alert(1)</script>"
    path = write_hh(tmp_path / "DATA.csv", hh_row(name=title, description=' a\n"b"  c,d '))
    vacancy = read_vacancy("hh_csv", path)
    assert (vacancy.title, vacancy.description) == (title, ' a\n"b"  c,d ')


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        ("от 100\u00a0000 руб. на руки", 100_000, None),
        ("до 100\u00a0000 руб. до вычета налогов", None, 100_000),
        ("от 100\u00a0000 до 100\u00a0000 руб.", 100_000, 100_000),
    ],
)
def test_a_one_sided_salary_is_copied_to_both_ends(
    tmp_path: Path, wording: str, low: float | None, high: float | None
) -> None:
    row = hh_row(salary_row=wording, salary_from="100000.0", salary_to="100000.0")
    vacancy = read_vacancy("hh_csv", write_hh(tmp_path / "DATA.csv", row))
    assert (vacancy.salary_from, vacancy.salary_to) == (low, high)


def test_amounts_are_net_roubles_already_and_counted(tmp_path: Path) -> None:
    gross = {"salary_row": "от 1\u00a0000 USD до вычета налогов", "salary_from": "69600.0"}
    path = write_hh(
        tmp_path / "DATA.csv",
        hh_row(**gross, salary_to="69600.0"),
        hh_row(vacancy_id="2"),
        hh_row(vacancy_id="3", salary_row="з/п не указана", salary_from="", salary_to=""),
    )
    options = Options()
    foreign, _, none = read_all("hh_csv", path, options=options)
    assert isinstance(foreign, Vacancy)
    assert isinstance(none, Vacancy)
    assert foreign.salary_from == 69_600
    assert none.salary is None
    assert options.tally == Counter(
        {("currency", "USD"): 1, ("currency", "RUR"): 1, ("gross", "net in the source"): 1}
    )


def test_queries_of_all_search_tables_are_joined(tmp_path: Path) -> None:
    columns = ("vacancy_id", "query")
    first = write_csv(
        tmp_path / "1-IDS.csv", columns, [{"vacancy_id": "1", "query": "['data', 'ml']"}]
    )
    second = write_csv(
        tmp_path / "2-IDS.csv",
        columns,
        [{"vacancy_id": "1", "query": "['ai']"}, {"vacancy_id": "7", "query": "['other']"}],
    )
    data = write_hh(tmp_path / "DATA.csv", hh_row(query="['sql']"))
    assert read_vacancy("hh_csv", first, data, second).queries == ("ai", "data", "ml", "sql")


@pytest.mark.parametrize(
    ("glued", "employment", "schedule"),
    [
        ("Полная занятость, полный день", "Полная занятость", "Полный день"),
        ("Стажировка, Вахтовый метод", "Стажировка", "Вахтовый метод"),
        ("Проектная работа/разовое задание, гибкий график", "Проектная работа", "Гибкий график"),
        ("Волонтерство", "Волонтерство", ""),
        ("", "", ""),
    ],
)
def test_schedule_is_glued_to_employment(
    tmp_path: Path, glued: str, employment: str, schedule: str
) -> None:
    vacancy = read_vacancy("hh_csv", write_hh(tmp_path / "DATA.csv", hh_row(schedule=glued)))
    assert (vacancy.employment, vacancy.schedule) == (employment, schedule)


def test_unknown_words_are_counted_not_guessed(tmp_path: Path) -> None:
    options = Options()
    row = hh_row(schedule="Полная занятость, по пятницам", experience="100 лет")
    vacancy = read_vacancy("hh_csv", write_hh(tmp_path / "DATA.csv", row), options=options)
    assert (vacancy.schedule, vacancy.experience) == ("", "")
    assert options.tally["unknown_schedule", "по пятницам"] == 1
    assert options.tally["unknown_experience", "100 лет"] == 1


def test_an_empty_row_has_only_id_and_query(tmp_path: Path) -> None:
    vacancy = read_vacancy("hh_csv", write_hh(tmp_path / "DATA.csv", EMPTY_ROW))
    assert vacancy == Vacancy(id="9", title="", queries=("ml",))


def test_bad_rows_are_told_and_passed_over(tmp_path: Path) -> None:
    path = write_hh(
        tmp_path / "DATA.csv",
        hh_row(skills="['open"),
        hh_row(vacancy_id=" "),
        hh_row(salary_from="many"),
        hh_row(publish_city_str="вчера"),
        hh_row(query="{1: 2}"),
        hh_row(vacancy_id="6"),
    )
    with path.open("ab") as file:
        file.write(b"7,too,few\n")
        file.write((",".join(["x"] * 14) + ",").encode() + b"\xff\xfe\n")
        file.write(b'8,"' + b"a" * 200_000 + b'"\n')
    rows = read_all("hh_csv", path)
    bad = [row for row in rows if isinstance(row, Malformed)]
    assert [(row.row, row.reason.split(":")[0]) for row in bad] == [
        (2, "skills"), (3, "vacancy_id"), (4, "salary"), (5, "publish_city_str"), (6, "query"),
        (8, "3 columns where the header names 15"), (9, "not UTF-8"), (10, "not CSV"),
    ]  # fmt: skip
    assert {row.file for row in bad} == {path}
    assert [row.id for row in rows if isinstance(row, Vacancy)] == ["6"]


def test_a_bad_row_of_a_search_table_is_told(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "IDS.csv", ("vacancy_id", "query"), [{"vacancy_id": "1", "query": "ml"}]
    )
    (row,) = read_all("hh_csv", path)
    assert row == Malformed(path, 2, "query: 'ml' is not a list of texts")


@pytest.mark.parametrize("column", ["skills", "salary_from", "publish_city_str"])
def test_no_contact_is_quoted(tmp_path: Path, column: str) -> None:
    words = {column: f"Анна Петровна, +7 912 345-67-89, {'и так далее ' * 9}"}
    (row,) = read_all("hh_csv", write_hh(tmp_path / "DATA.csv", hh_row(**words)))
    assert isinstance(row, Malformed)
    assert "'[имя], [телефон], и так далее и так дал…'" in row.reason


def test_another_table_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    other = write_csv(tmp_path / "other.csv", ("vacancy_id", "name"), [])
    with pytest.raises(UserError, match=r"other\.csv is not a page table .*description.*`table`"):
        read_all("hh_csv", other)
    with pytest.raises(UserError, match=r"absent\.csv is missing"):
        read_all("hh_csv", tmp_path / "absent.csv")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(UserError, match=r"empty\.csv is empty"):
        read_all("hh_csv", tmp_path / "empty.csv")


@given(st.lists(st.text()))
def test_any_stringified_list_is_read_back(values: list[str]) -> None:
    assert stringified_list(repr(values)) == tuple(values)
    if values:
        assert separated_list(repr(values)) == tuple(values)


@pytest.mark.parametrize("text", ["[1]", "'a'", "['a', ", "[" * 5000, "__import__('os')", "a;b"])
def test_what_is_no_stringified_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a list of texts"):
        stringified_list(text)


@given(st.lists(st.from_regex(r"[a-zа-я][a-zа-я +#]{0,8}[a-zа-я+#]", fullmatch=True), min_size=1))
def test_separated_lists_are_read_back(values: list[str]) -> None:
    assert separated_list(";".join(values)) == tuple(values)
    assert separated_list(" , ".join(values)) == tuple(values)


def test_an_overlong_value_is_refused_whatever_limit_others_have_set(tmp_path: Path) -> None:
    path = write_hh(tmp_path / "DATA.csv", hh_row(description="а" * 200_000))
    before = csv.field_size_limit(10**9)
    try:
        (row,) = read_all("hh_csv", path)
    finally:
        csv.field_size_limit(before)
    assert isinstance(row, Malformed)
    assert row.reason.startswith("not CSV: a value of more than 131,072 characters")
