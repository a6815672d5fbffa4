"""The real vacancies, where a mirror is at hand: the counts known of them, and what is gone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tasks.paths import Project
from tasks.sources.catalogue import read_catalogue
from tasks.vacancies.files import read_vacancies
from tasks.vacancies.normalise import Table, normalise
from tasks.vacancies.salaries import read_rates
from tasks.vacancies.vacancy import Vacancy

pytestmark = pytest.mark.mirror

CATALOGUE = read_catalogue(Project(Path(__file__).parents[2]).catalogue)
HOST = "https://raw.githubusercontent.com/"


def mirrored(mirror: Path, source: str) -> tuple[Path, ...]:
    return tuple(mirror / str(file.url).removeprefix(HOST) for file in CATALOGUE[source].files)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vacancies")


@pytest.fixture(scope="module")
def described(mirror: Path, folder: Path) -> dict[str, Any]:
    table = Table("hh_vacancies", "hh_csv", mirrored(mirror, "hh_vacancies"))
    return normalise([table], folder, max_malformed=0.0)


@pytest.fixture(scope="module")
def vacancies(described: dict[str, Any], folder: Path) -> list[Vacancy]:
    return read_vacancies(folder / "vacancies.parquet")


def test_counts(described: dict[str, Any]) -> None:
    table = described["tables"]["hh_vacancies"]
    assert table["rows"] == 16_283
    assert table["unknown_words"] == {}
    assert table["salary"]["stated"] == {
        "both": 3_750, "from_only": 4_122, "to_only": 762, "none": 7_649,
    }  # fmt: skip
    assert table["salary"]["currency"] == {"EUR": 13, "RUR": 8_542, "USD": 79}
    assert described["dropped"] == {
        "malformed": 0,
        "empty": 142,
        "duplicates_by_id": 0,
        "duplicates_by_text": 1_438,
        "without_title": 0,
        "without_description": 214,
    }
    corpus = described["corpus"]
    assert corpus["vacancies"] == 14_489
    assert corpus["salary"]["window"]["with_experience_and_schedule"] == 6_485
    assert corpus["experience"][""] == corpus["schedule"][""] == corpus["employment"][""] == 0
    assert corpus["published"]["last"] == "2023-05-19"


def test_vacancies_in_the_window(vacancies: list[Vacancy]) -> None:
    mid_points = [vacancy.salary for vacancy in vacancies if vacancy.salary is not None]
    assert sum(40_000 <= salary <= 500_000 for salary in mid_points) == 6_485
    assert sum(salary == 40_000 for salary in mid_points) == 229


def test_no_contact_is_left(vacancies: list[Vacancy]) -> None:
    for vacancy in vacancies:
        text = " ".join([vacancy.title, vacancy.employer, vacancy.description, *vacancy.skills])
        assert not re.search(r"\w@[\w-]+\.\w", text)
        assert not re.search(r"\+7\s?\(?\d{3}", text)
        assert not re.search(r"t\.me/|wa\.me/|vk\.com/id\d", text)
        assert not re.search(r"\bИП [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна)", text)


def test_little_is_taken_for_personal_data(described: dict[str, Any]) -> None:
    removed = described["personal_data_removed"]
    assert (removed["phone"], removed["email"], removed["profile"]) == (1, 0, 2)
    assert 15 <= removed["messenger"] <= 20
    assert 205 <= removed["employer"] <= 270
    assert 100 <= removed["name"] <= 200


def test_key_skills_no_longer_follow_the_description(vacancies: list[Vacancy]) -> None:
    repeated = [
        vacancy
        for vacancy in vacancies
        if vacancy.skills and f"Ключевые навыки{vacancy.skills[0]}" in vacancy.description
    ]
    assert repeated == []
    assert not any("Задайте вопрос работодателю" in vacancy.description for vacancy in vacancies)


def test_cities_are_plausible_nominatives(vacancies: list[Vacancy]) -> None:
    cities = {vacancy.city for vacancy in vacancies} - {""}
    assert len(cities) > 500
    assert {"Москва", "Санкт-Петербург", "Нижний Новгород", "Ростов-на-Дону"} <= cities
    places = {city.partition(" (")[0] for city in cities}
    locatives = {
        place for place in places if re.search(r"(?:ске|граде|цке|ах|ях|ском|ном)$", place)
    }
    assert locatives == set()


def test_every_vacancy_has_a_query(vacancies: list[Vacancy]) -> None:
    assert all(vacancy.queries for vacancy in vacancies)
    assert sum(len(vacancy.queries) > 1 for vacancy in vacancies) > 2_000


def test_rates_of_the_real_dictionary(mirror: Path) -> None:
    (path,) = (p for p in mirrored(mirror, "hh_dictionaries") if p.name == "dictionaries.json")
    rates = read_rates(path)
    assert rates["RUR"] == 1
    assert 1 / rates["USD"] == pytest.approx(61.5, abs=0.1)
