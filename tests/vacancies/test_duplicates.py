"""Duplicates: the first is kept with everybody's queries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.vacancies.duplicates import distinct
from tasks.vacancies.vacancy import Vacancy


def vacancy(id: str, text: str, *queries: str) -> Vacancy:
    return Vacancy(id, "Инженер", "Ромашка", description=text, queries=queries)


def test_the_first_is_kept_with_all_queries() -> None:
    found = distinct(
        [
            vacancy("1", "a", "ml"),
            vacancy("2", "a", "data"),
            vacancy("1", "b", "ai"),
            vacancy("2", "c", "sql"),
            vacancy("3", "c"),
        ]
    )
    assert found.vacancies == [vacancy("1", "a", "ai", "data", "ml", "sql"), vacancy("3", "c")]
    assert (found.same_id, found.same_text) == (2, 1)


def test_title_and_employer_count_as_much() -> None:
    different = [Vacancy("1", "a", "x"), Vacancy("2", "b", "x"), Vacancy("3", "a", "y")]
    assert distinct(different).vacancies == different


def test_vacancies_without_a_title_are_not_compared() -> None:
    assert len(distinct([Vacancy("1", ""), Vacancy("2", "")]).vacancies) == 2


IDS = st.sampled_from("abcdef")


@given(st.lists(st.builds(vacancy, IDS, st.sampled_from("xyz"), st.sampled_from("pq"))))
def test_what_is_left_is_distinct_and_everything_is_counted(vacancies: list[Vacancy]) -> None:
    found = distinct(vacancies)
    assert len({one.id for one in found.vacancies}) == len(found.vacancies)
    assert len({one.description for one in found.vacancies}) == len(found.vacancies)
    assert len(found.vacancies) + found.same_id + found.same_text == len(vacancies)
    assert {q for one in found.vacancies for q in one.queries} == {
        q for one in vacancies for q in one.queries
    }
