"""The stage from tables to one clean Parquet file with a count of everything changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from made_up_tables import EMPTY_ROW, hh_row, write_csv, write_hh

from tasks.errors import UserError
from tasks.sources.catalogue import FORMATS as SOURCE_FORMATS
from tasks.vacancies.files import read_vacancies
from tasks.vacancies.normalise import FORMATS, Table, normalise
from tasks.vacancies.readers import READERS


def hh(*paths: Path) -> Table:
    return Table("pages", "hh_csv", paths)


def test_everything_read_dropped_and_changed_is_counted(tmp_path: Path) -> None:
    pages = write_hh(
        tmp_path / "DATA.csv",
        hh_row(description="Звоните:  8 916 123-45-67.\u00a0 Анна Петровна"),
        hh_row(vacancy_id="2", description="Звоните:  8 916 123-45-67.\u00a0 Анна Петровна"),
        hh_row(vacancy_id="3", name="<script>alert(1)</script>"),
        hh_row(vacancy_id="4", employer="ИП Сидорова Анна Петровна", salary_row="з/п не указана"),
        hh_row(vacancy_id="5", description=""),
        EMPTY_ROW,
        hh_row(vacancy_id="6", skills="broken"),
    )
    own = write_csv(tmp_path / "own.csv", ("id", "job", "text"), [
        {"id": "1", "job": "Другая", "text": "id только знакомый"},
        {"id": "1", "job": "Другая", "text": "id тот же"},
        {"id": "own-1", "job": "Аналитик", "text": "Пишите: a@example.org"},
    ])  # fmt: skip
    columns = {"id": "id", "title": "job", "description": "text"}
    described = normalise(
        [hh(pages), Table("own", "table", (own,), columns)], tmp_path / "out", max_malformed=0.2
    )
    assert described == json.loads((tmp_path / "out/vacancies.json").read_text(encoding="utf-8"))
    assert described["tables"]["pages"]["rows"] == 7
    assert described["tables"]["pages"]["malformed"] == {
        "count": 1,
        "first": [
            {"file": "DATA.csv", "row": 8, "reason": "skills: 'broken' is not a list of texts"}
        ],
    }
    assert described["tables"]["own"]["rows"] == 3
    assert described["dropped"] == {
        "malformed": 1,
        "empty": 1,
        "duplicates_by_id": 1,
        "duplicates_by_text": 1,
        "without_title": 0,
        "without_description": 1,
    }
    removed = {"phone": 1, "email": 1, "messenger": 0, "profile": 0, "name": 1, "employer": 1}
    assert described["personal_data_removed"] == removed
    vacancies = read_vacancies(tmp_path / "out/vacancies.parquet")
    assert [vacancy.id for vacancy in vacancies] == ["1", "3", "4", "own:1", "own:own-1"]
    assert vacancies[0].description == "Звоните:\n[телефон].\n[имя]"
    assert vacancies[0].skills == ("Python", "Английский — B1 — Средний")
    assert vacancies[1].title == "<script>alert(1)</script>"
    assert vacancies[2].employer.startswith("ИП №")
    assert vacancies[4].description == "Пишите: [почта]"
    assert described["corpus"]["vacancies"] == 5
    assert described["corpus"]["cities"] == {"distinct": 1, "top": {"Москва": 3}}


def test_own_tables_may_number_alike_and_hh_ru_numbers_are_global(tmp_path: Path) -> None:
    rows = [{"id": str(number), "job": f"Роль {number}", "text": "?"} for number in (1, 2)]
    for table in ("mine", "yours"):
        own = [row | {"text": f"из таблицы {table}"} for row in rows]
        write_csv(tmp_path / f"{table}.csv", ("id", "job", "text"), own)
    answer = {"id": "1", "name": "Инженер", "description": "Другой текст."}
    (tmp_path / "1.json").write_text(json.dumps(answer), encoding="utf-8")
    columns = {"id": "id", "title": "job", "description": "text"}
    described = normalise(
        [
            hh(write_hh(tmp_path / "DATA.csv", hh_row())),
            Table("api", "hh_json", (tmp_path / "1.json",)),
            Table("mine", "table", (tmp_path / "mine.csv",), columns),
            Table("yours", "table", (tmp_path / "yours.csv",), columns),
        ],
        tmp_path / "out",
    )
    assert [one.id for one in read_vacancies(tmp_path / "out/vacancies.parquet")] == [
        "1", "mine:1", "mine:2", "yours:1", "yours:2",
    ]  # fmt: skip
    assert described["dropped"]["duplicates_by_id"] == 1


def test_no_field_and_no_count_keeps_a_contact(tmp_path: Path) -> None:
    contacts = "hr@example.org, +7 912 345-67-89"
    text = "Звоните по будням."
    columns = {name: name for name in ("title", "employer", "city", "queries", "description")}
    own = write_csv(tmp_path / "own.csv", [*columns, "experience"], [
        {"title": "Инженер", "employer": f"ООО Ромашка, {contacts}", "city": f"Казань, {contacts}",
         "queries": f"ml;{contacts}", "description": text,
         "experience": f"{number} {contacts}, Анна Петровна"}
        for number in range(30)
    ])  # fmt: skip
    table = Table("own", "table", (own,), columns | {"experience": "experience"})
    described = normalise([table], tmp_path / "out")
    (vacancy,) = read_vacancies(tmp_path / "out/vacancies.parquet")
    assert vacancy.employer == "ООО Ромашка, [почта], [телефон]"
    assert vacancy.city == "Казань, [почта], [телефон]"
    assert vacancy.queries == ("[почта], [телефон]", "ml")
    removed = described["personal_data_removed"]
    assert (removed["email"], removed["phone"]) == (3, 3)
    words = described["tables"]["own"]["unknown_words"]["experience"]
    assert words["0 [почта], [телефон], [имя]"] == 1
    assert (len(words), words["…"], sum(words.values())) == (21, 10, 30)


def test_repeating_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = write_hh(
        tmp_path / "DATA.csv", *(hh_row(vacancy_id=str(n), name=f"Роль {n}") for n in range(9))
    )
    for out in ("a", "b"):
        normalise([hh(pages)], tmp_path / out)
    for name in ("vacancies.parquet", "vacancies.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_too_many_malformed_rows_are_refused(tmp_path: Path) -> None:
    rows = [hh_row(vacancy_id=str(number), name=str(number)) for number in range(9)]
    pages = write_hh(tmp_path / "DATA.csv", *rows, hh_row(vacancy_id="10", query="?"))
    assert normalise([hh(pages)], tmp_path / "out", max_malformed=0.1)["dropped"]["malformed"] == 1
    with pytest.raises(UserError) as caught:
        normalise([hh(pages)], tmp_path / "refused", max_malformed=0.09)
    for word in ("DATA.csv, row 11: query", "1 of the 10 rows", "'pages'", "10.0%", "9.0%"):
        assert word in str(caught.value)
    assert not (tmp_path / "refused").exists()


def test_rates_convert_foreign_salaries(tmp_path: Path) -> None:
    answer = {"id": "1", "name": "Инженер", "description": "Работа.",
              "salary": {"from": 1000, "to": None, "currency": "USD", "gross": False}}  # fmt: skip
    path = tmp_path / "1.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    rates = tmp_path / "dictionaries.json"
    rates.write_text('{"currency": [{"code": "USD", "rate": 0.0125}]}', encoding="utf-8")
    table = Table("api", "hh_json", (path,))
    normalise([table], tmp_path / "with", rates=rates)
    assert read_vacancies(tmp_path / "with/vacancies.parquet")[0].salary_from == 80_000
    described = normalise([table], tmp_path / "without")
    assert read_vacancies(tmp_path / "without/vacancies.parquet")[0].salary is None
    assert described["tables"]["api"]["salary"]["not_stated"] == {"no rate for USD": 1}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (Table("x", "xml", (Path("a"),)), "unknown format 'xml'; choose from hh_csv"),
        (Table("x", "hh_csv"), "'x' lists no files"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, table: Table, words: str) -> None:
    with pytest.raises(UserError, match=words):
        normalise([table], tmp_path)


def test_nothing_left_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no vacancy with a title and a description .*: pages"):
        normalise([hh(write_hh(tmp_path / "DATA.csv", EMPTY_ROW))], tmp_path / "out")


def test_the_embedded_sample_needs_no_files_and_loses_its_personal_data(tmp_path: Path) -> None:
    described = normalise([Table("sample", "sample")], tmp_path)
    vacancies = read_vacancies(tmp_path / "vacancies.parquet")
    assert described["corpus"]["vacancies"] == len(vacancies)
    removed = described["personal_data_removed"]
    assert min(removed[kind] for kind in ("phone", "email", "messenger", "name", "employer")) > 0
    planted = re.compile(r"555|@\w|\.example|t\.me/|Выдумкин|Понарошкин|Небылицын")
    for vacancy in vacancies:
        assert not planted.search(f"{vacancy.title} {vacancy.employer} {vacancy.description}")


def test_the_catalogue_knows_every_format() -> None:
    assert set(READERS) <= set(SOURCE_FORMATS)
    assert set(FORMATS) - set(READERS) == {"sample"}
