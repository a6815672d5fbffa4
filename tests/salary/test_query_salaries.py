"""The query model: what it needs, what it does without, and the table it gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up_salaries import CITIES, TITLES, made_up_rows

from tasks.errors import UserError
from tasks.salary.query_files import MODEL, load_query_model, save_query_model
from tasks.salary.query_model import GIVEN, QueryModel, SalaryCell, fit_query_model
from tasks.salary.rows import salaries_of
from tasks.vacancies.vacancy import EXPERIENCES, SCHEDULES

ROWS = made_up_rows(1000)
TRAINING, HELD = ROWS[:600], ROWS[600:]


@pytest.fixture(scope="module")
def model() -> QueryModel:
    return fit_query_model(TRAINING, 0)


def of_cell(table: list[SalaryCell], experience: int, schedule: int = 0) -> SalaryCell:
    (cell,) = [
        cell
        for cell in table
        if (cell.schedule, cell.experience) == (SCHEDULES[schedule], EXPERIENCES[experience])
    ]
    return cell


def test_knowing_more_makes_errors_smaller(model: QueryModel) -> None:
    errors = {
        given: float(np.abs(model.estimate(HELD, given).salary - salaries_of(HELD)).mean())
        for given in GIVEN
    }
    assert errors["skills, title, city"] < min(errors["skills, title"], errors["skills, city"])
    assert errors["skills"] > max(errors["skills, title"], errors["skills, city"])


def test_what_is_not_given_is_not_looked_at(model: QueryModel) -> None:
    other = [replace(row, title="Developer", city="Capital", salary=None) for row in HELD]
    assert (
        model.estimate(HELD, "skills").salary.tobytes()
        == model.estimate(other, "skills").salary.tobytes()
    )
    assert (
        model.estimate(HELD, "skills, city").salary.tobytes()
        != model.estimate(other, "skills, city").salary.tobytes()
    )


def test_held_out_coverage(model: QueryModel) -> None:
    for given in GIVEN:
        estimates = model.estimate(HELD, given)
        inside = (salaries_of(HELD) >= estimates.low) & (salaries_of(HELD) <= estimates.high)
        assert inside.mean() == pytest.approx(0.8, abs=0.07)


def test_a_row_for_every_schedule_and_experience(model: QueryModel) -> None:
    table = model.salary_table(["python"], "Developer", "Capital")
    assert [(cell.schedule, cell.experience) for cell in table] == [
        (schedule, experience) for schedule in SCHEDULES for experience in EXPERIENCES
    ]
    assert all(cell.low <= cell.salary <= cell.high for cell in table)
    assert sum(cell.vacancies for cell in table) == len(TRAINING)
    assert of_cell(table, 0, schedule=4).vacancies == 0


def test_the_planted_law_shows_in_the_table(model: QueryModel) -> None:
    table = model.salary_table(["python"])
    levels = [of_cell(table, level).salary for level in range(4)]
    assert levels == sorted(levels)
    assert of_cell(model.salary_table(["kafka", "python"]), 1).salary > levels[1]
    assert of_cell(model.salary_table(["welding"]), 1).salary < levels[1]
    capital, north = (
        model.salary_table(["python"], city=city) for city in ("Capital", "Northport")
    )
    assert of_cell(capital, 1).salary > 1.15 * of_cell(north, 1).salary


def test_unknown_words_count_for_nothing(model: QueryModel) -> None:
    known = model.salary_table(["python"])
    assert model.salary_table(["python", "no such skill"]) == known
    assert model.salary_table(["python"], city="Atlantis") == known
    assert model.salary_table(["python"], title="!") == known
    assert all(np.isfinite(cell.salary) for cell in model.salary_table([]))


def test_a_saved_model_answers_the_same(model: QueryModel, tmp_path: Path) -> None:
    save_query_model(model, tmp_path)
    loaded = load_query_model(tmp_path)
    for title in ("", *TITLES):
        for city in ("", *CITIES):
            assert loaded.salary_table(["sql", "chess"], title, city) == model.salary_table(
                ["sql", "chess"], title, city
            )


def test_fitting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "again"):
        save_query_model(fit_query_model(TRAINING[:200], 0, ["skills"]), tmp_path / name)
    one, again = (tmp_path / name / MODEL for name in ("one", "again"))
    assert one.read_bytes() == again.read_bytes()


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="skillpath salary"):
        load_query_model(tmp_path)


def test_what_nobody_gives_is_refused() -> None:
    with pytest.raises(UserError, match="skills, title, city"):
        fit_query_model(TRAINING, 0, ["star sign"])
