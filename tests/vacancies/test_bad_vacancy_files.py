"""Files of vacancies that are damaged: malformed rows are counted, the rest is one sentence."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.errors import UserError
from tasks.vacancies.files import read_vacancies, write_vacancies
from tasks.vacancies.normalise import Table, normalise
from tasks.vacancies.readers import READERS, Options
from tasks.vacancies.readers.hh_csv import COLUMNS
from tasks.vacancies.salaries import read_rates
from tasks.vacancies.sample import sample_vacancies

MAP = {"title": "Position", "skills": "Skills", "salary_from": "Pay", "published": "Day"}


def write_table(path: Path, columns: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Callable[[], object]]]:
    """By what it is: a file, and how it is read."""
    folder = tmp_path_factory.mktemp("vacancies")
    columns = sorted(COLUMNS)
    page = dict.fromkeys(columns, "") | {
        "vacancy_id": "1", "name": "Dev", "skills": "['a']", "query": "['b']",
        "salary_row": "от 100 000 руб.", "salary_from": "100000", "salary_to": "100000",
    }  # fmt: skip
    answer = {
        "id": "1", "name": "Dev", "employer": {"name": "E"}, "key_skills": [{"name": "a"}],
        "salary": {"from": 5, "to": None, "currency": "USD", "gross": True},
        "published_at": "2023-05-17T10:00:00+0300", "description": "<p>Text</p>",
    }  # fmt: skip
    hh = write_table(folder / "hh.csv", columns, [[page[name] for name in columns]] * 3)
    own = write_table(
        folder / "own.csv", [*MAP.values()], [["Dev", "a;b", "100", "2023-05-17"]] * 3
    )
    one = folder / "one.json"
    one.write_text(json.dumps([answer, answer]))
    packed = folder / "lines.jsonl.gz"
    packed.write_bytes(gzip.compress(f"{json.dumps(answer)}\n".encode() * 3))
    rates = folder / "dictionaries.json"
    rates.write_text(json.dumps({"currency": [{"code": "USD", "rate": 0.012}]}))
    parquet = folder / "vacancies.parquet"
    write_vacancies(parquet, sample_vacancies()[:20])
    exchange = {"USD": 0.012}
    return {
        "hh_csv": (hh, lambda: list(READERS["hh_csv"]([hh]))),
        "table": (own, lambda: list(READERS["table"]([own], Options(MAP)))),
        "hh_json": (one, lambda: list(READERS["hh_json"]([one], Options(rates=exchange)))),
        "lines": (packed, lambda: list(READERS["hh_json"]([packed], Options(rates=exchange)))),
        "rates": (rates, lambda: read_rates(rates)),
        "parquet": (parquet, lambda: read_vacancies(parquet)),
    }


KINDS = ("hh_csv", "table", "hh_json", "lines", "rates", "parquet")


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_told_in_one_sentence(files: dict, kind: str) -> None:
    path, read = files[kind]
    check_damage(read, path)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(KINDS), data=st.data())
def test_whatever_is_changed_in_a_file_is_read_or_told(
    files: dict, kind: str, data: st.DataObject
) -> None:
    path, read = files[kind]
    check_changes(read, path, data)


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    own = write_table(tmp_path / "own.csv", ["Position", "Position"], [["Dev", "Cook"]])
    with pytest.raises(UserError, match=r"own\.csv, line 1: the column 'Position' is there twice"):
        list(READERS["table"]([own], Options({"title": "Position"})))
    hh = write_table(tmp_path / "hh.csv", [*sorted(COLUMNS), "name"], [])
    with pytest.raises(UserError, match=r"hh\.csv, line 1: the column 'name' is there twice"):
        list(READERS["hh_csv"]([hh]))


def test_a_rate_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dictionaries.json"
    for rate in ("NaN", "-1", '"x"'):
        path.write_text(f'{{"currency": [{{"code": "USD", "rate": {rate}}}]}}')
        with pytest.raises(UserError, match=r"dictionaries\.json cannot be read"):
            read_rates(path)


def test_texts_that_have_no_utf8_form_do_not_stop_the_stage(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    answer = {"id": "1", "name": "\\ud800 Developer", "description": "\\udfff text"}
    path.write_text(json.dumps(answer).replace("\\\\u", "\\u"))
    normalise([Table("mine", "hh_json", (path,))], tmp_path / "out", max_malformed=1.0)
    assert len(read_vacancies(tmp_path / "out" / "vacancies.parquet")) == 1
