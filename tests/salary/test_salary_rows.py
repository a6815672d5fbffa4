"""Rows: what is taken from a vacancy, and which salaries lie inside the window."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from made_up_salaries import made_up_rows, made_up_vacancies, skill_text

from tasks.errors import UserError
from tasks.salary.rows import Row, Window, make_rows, paid_rows, salaries_of


def test_the_window_includes_its_bounds() -> None:
    window = Window(40_000, 500_000)
    salaries = (39_999.99, 40_000.0, 500_000.0, 500_000.01, None)
    assert [window.holds(salary) for salary in salaries] == [False, True, True, False, False]
    assert window.range == 460_000


@pytest.mark.parametrize(("low", "high"), [(5, 5), (9, 3), (-1, 3)])
def test_an_empty_window_is_refused(low: float, high: float) -> None:
    with pytest.raises(UserError, match="low < high"):
        Window(low, high)


def test_a_row_without_experience_schedule_or_salary_is_not_paid() -> None:
    row = made_up_rows(1)[0]
    lacking = [
        replace(row, experience=""), replace(row, schedule=""),
        replace(row, salary=None), replace(row, salary=1.0),
    ]  # fmt: skip
    assert paid_rows([*lacking, row], Window()) == [row]
    with pytest.raises(UserError, match="widen the window"):
        paid_rows(lacking, Window())


def test_one_sided_salaries_count_at_the_stated_side() -> None:
    vacancy = made_up_vacancies(1)[0]
    sides = [
        replace(vacancy, salary_from=100.0, salary_to=None),
        replace(vacancy, salary_from=None, salary_to=300.0),
        replace(vacancy, salary_from=100.0, salary_to=300.0),
    ]
    rows = make_rows(sides, map(skill_text, sides))
    assert salaries_of(rows).tolist() == [100, 300, 200]


def test_a_row_knows_nothing_of_the_salary_fields_but_the_salary() -> None:
    vacancy = made_up_vacancies(1)[0]
    row = make_rows([vacancy], [skill_text(vacancy)])[0]
    assert {field.name for field in fields(Row)} & {"salary_from", "salary_to", "queries"} == set()
    assert row.listed == vacancy.skills
    other = replace(vacancy, salary_from=None, salary_to=vacancy.salary_from)
    assert make_rows([other], [skill_text(other)]) == [row]


def test_a_vacancy_without_skill_text_is_told() -> None:
    vacancies = made_up_vacancies(2)
    with pytest.raises(UserError, match="v0001"):
        make_rows(vacancies, [skill_text(vacancies[0])])
