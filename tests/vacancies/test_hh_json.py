"""Answers of hh.ru's public API: fields, salaries, HTML, and what is no answer."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_up_tables import read_all, read_vacancy

from tasks.errors import UserError
from tasks.vacancies.readers import Malformed, Options
from tasks.vacancies.readers.html import html_to_text
from tasks.vacancies.vacancy import Vacancy

ANSWER: dict[str, Any] = {
    "id": "80000001",
    "name": "Инженер <данных>",
    "employer": {"id": "5", "name": "ООО Ромашка", "logo_urls": None},
    "experience": {"id": "between3And6", "name": "От 3 до 6 лет"},
    "schedule": {"id": "remote", "name": "Удаленная работа"},
    "employment": {"id": "part", "name": "Частичная занятость"},
    "key_skills": [{"name": "Python"}, {"name": "SQL"}],
    "description": "<p>Ищем&nbsp;<b>инженера</b>:</p><ul><li>R&amp;D</li><li>C++</li></ul>",
    "salary": {"from": 100_000, "to": None, "currency": "RUR", "gross": True},
    "area": {"id": "1", "name": "Москва", "url": "https://api.example.org/areas/1"},
    "published_at": "2026-05-17T12:00:00+0300",
    "archived": False,
    "skillpath_query": ["ml", "data"],
}


def write(path: Path, *answers: Any) -> Path:
    text = "\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def test_reads_every_field(tmp_path: Path) -> None:
    vacancy = read_vacancy("hh_json", write(tmp_path / "1.json", ANSWER))
    assert vacancy == Vacancy(
        id="80000001",
        title="Инженер <данных>",
        employer="ООО Ромашка",
        experience="От 3 до 6 лет",
        schedule="Удаленная работа",
        employment="Частичная занятость",
        skills=("Python", "SQL"),
        description="Ищем инженера:\nR&D\nC++",
        salary_from=87_000,
        salary_to=None,
        city="Москва",
        published=date(2026, 5, 17),
        queries=("data", "ml"),
    )


def test_only_id_and_name_are_needed(tmp_path: Path) -> None:
    answer = {"id": 7, "name": "Инженер", "employer": None, "key_skills": None, "salary": None}
    path = write(tmp_path / "1.json", answer | {"skillpath_query": "ml"})
    assert read_vacancy("hh_json", path) == Vacancy("7", "Инженер", queries=("ml",))


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_one_vacancy_a_line(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, ANSWER, ANSWER | {"id": "2"}, ANSWER | {"id": "3"})
    ids = [row.id for row in read_all("hh_json", path) if isinstance(row, Vacancy)]
    assert ids == ["80000001", "2", "3"]


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    write(tmp_path / "b.json", [ANSWER | {"id": "2"}, ANSWER | {"id": "3"}])
    write(tmp_path / "a.jsonl", ANSWER | {"id": "1"})
    (tmp_path / "notes.txt").write_text("no", encoding="utf-8")
    ids = [row.id for row in read_all("hh_json", tmp_path) if isinstance(row, Vacancy)]
    assert ids == ["1", "2", "3"]


def test_folders_in_a_folder_are_read_too(tmp_path: Path) -> None:
    for number, name in enumerate(("java/vacancies.jsonl", "python/old.json/a.json"), start=1):
        (tmp_path / name).parent.mkdir(parents=True)
        write(tmp_path / name, ANSWER | {"id": str(number)})
    ids = [row.id for row in read_all("hh_json", tmp_path) if isinstance(row, Vacancy)]
    assert ids == ["1", "2"]


def test_a_folder_without_vacancies_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(
        UserError, match=rf"^{tmp_path} holds no vacancies: .* \.json, \.jsonl, \.j"
    ):
        read_all("hh_json", tmp_path)


@pytest.mark.parametrize(
    ("salary", "salary_range", "expected", "counted"),
    [
        (None, None, (None, None), {}),
        (
            {"from": 100, "to": 200, "currency": "RUR", "gross": False}, None, (100, 200),
            {("currency", "RUR"): 1},
        ),
        (
            {"from": None, "to": 1000, "currency": "USD", "gross": True}, None, (None, 69_600),
            {("currency", "USD"): 1, ("gross", "made net"): 1},
        ),
        (
            {"from": 1000, "to": None, "currency": "KZT", "gross": False}, None, (None, None),
            {("currency", "KZT"): 1, ("not_stated", "no rate for KZT"): 1},
        ),
        (
            {"from": 1, "to": 2, "currency": "RUR", "gross": None},
            {"from": 300, "to": None, "currency": "RUR", "gross": None, "mode": {"id": "MONTH"}},
            (300, None), {("currency", "RUR"): 1},
        ),
        (
            {"from": 300, "to": None, "currency": "RUR", "gross": False},
            {"from": 300, "to": None, "currency": "RUR", "gross": False, "mode": {"id": "HOUR"}},
            (None, None), {("currency", "RUR"): 1, ("not_stated", "by HOUR"): 1},
        ),
    ],
)  # fmt: skip
def test_salaries(
    tmp_path: Path,
    salary: Any,
    salary_range: Any,
    expected: tuple[float | None, float | None],
    counted: dict[tuple[str, str], int],
) -> None:
    path = write(tmp_path / "1.json", ANSWER | {"salary": salary, "salary_range": salary_range})
    options = Options(rates={"USD": 0.0125})
    vacancy = read_vacancy("hh_json", path, options=options)
    assert (vacancy.salary_from, vacancy.salary_to) == expected
    assert options.tally == counted


def test_a_newer_word_is_counted(tmp_path: Path) -> None:
    options = Options()
    path = write(tmp_path / "1.json", ANSWER | {"schedule": {"id": "hybrid", "name": "Гибрид"}})
    assert read_vacancy("hh_json", path, options=options).schedule == ""
    assert options.tally["unknown_schedule", "hybrid"] == 1


def test_no_contact_is_counted_as_a_word(tmp_path: Path) -> None:
    phone = "+7 912 345-67-89"
    salary = {"from": 100, "currency": phone, "mode": {"id": phone}}
    schedule = {"name": f"утром, звоните Анне Петровне {phone} или пишите ей письма"}
    options = Options()
    path = write(tmp_path / "1.json", ANSWER | {"schedule": schedule, "salary": salary})
    read_vacancy("hh_json", path, options=options)
    assert set(options.tally) == {
        ("unknown_schedule", "утром, звоните [имя] [телефон] или пиши…"),
        ("currency", "[телефон]"),
        ("not_stated", "by [телефон]"),
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "1", "na', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"name": "x"}', "id: Field required"),
        ('{"id": "1", "name": null}', "name: "),
        ('"text"', "the answer: "),
        ('{"id": "1", "name": "x", "salary": {"from": "much"}}', "salary.low: "),
        ('{"id": "1", "name": "x", "published_at": "yesterday"}', "'yesterday' is not a day"),
        ('{"id": "1", "name": "x", "description": "<![bad[ x"}', "description: not HTML"),
        ('{"id": "1", "name": "x", "salary": {"from": 1e999}}', "salary.low: "),
        ('{"id": "1", "name": "x", "salary": {"to": NaN}}', "salary.high: "),
        (f'{{"id": "1", "name": "x", "salary": {{"to": {10**400}}}}}', "salary.high: "),
        (
            '{"id": "1", "name": "x", "salary": {"from": 1.7e308, "currency": "USD"}}',
            "1.7e+308 USD is not an amount",
        ),
        ('{"id": "\\ud83d", "name": "x"}', "'utf-8' codec"),
        ('{"errors": [{"type": "not_found"}]}', "id: Field required"),
    ],
)
def test_bad_lines_are_told_and_passed_over(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps(ANSWER)
    path.write_text(f"{good}\n\n{line}\n{good}\n", encoding="utf-8")
    first, bad, last = read_all("hh_json", path, options=Options(rates={"USD": 0.0125}))
    assert isinstance(bad, Malformed)
    assert (bad.file, bad.row) == (path, 3)
    assert bad.reason.startswith(reason)
    assert first == last


def test_damaged_bytes_are_told(tmp_path: Path) -> None:
    bad_text = tmp_path / "a.jsonl"
    bad_text.write_bytes(b'{"id": "\xff"}\n')
    bad_gzip = tmp_path / "b.jsonl.gz"
    bad_gzip.write_bytes(gzip.compress(json.dumps(ANSWER).encode() * 100)[:-20])
    good = write(tmp_path / "c.json", ANSWER)
    rows = read_all("hh_json", bad_text, bad_gzip, good)
    reasons = [row.reason.split(":")[0] for row in rows if isinstance(row, Malformed)]
    assert reasons == ["not UTF-8", "damaged gzip"]
    assert isinstance(rows[-1], Vacancy)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"absent\.json is missing"):
        read_all("hh_json", tmp_path / "absent.json")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<ul><li>a</li> <li>b <i>c</i></li></ul>d", "a\nb c\nd"),
        ("a\n   b", "a b"),
        ("&lt;b&gt; &amp;amp; &#8212; &quot;x&quot;", '<b> &amp; — "x"'),
        ("<script>alert(1)</script>a<style>b{}</style>c", "ac"),
        ("<highlighttext>SQL</highlighttext>-запросы", "SQL-запросы"),
        ("3 < 5 & 7 > 2", "3 < 5 & 7 > 2"),
        ("", ""),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text
