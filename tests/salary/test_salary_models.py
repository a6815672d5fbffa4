"""The models of a vacancy: they learn the planted law, and nothing leaks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_salaries import made_up_rows, shuffled

from tasks.errors import UserError
from tasks.salary.baseline import fit_cells
from tasks.salary.estimates import Estimates, SalaryModel
from tasks.salary.models import MODELS, fit_model
from tasks.salary.rows import Row, salaries_of
from tasks.salary.vacancy_model import BlendModel
from tasks.vacancies.folds import employer_folds

ROWS = made_up_rows(400)
TRAINING, HELD = ROWS[:300], ROWS[300:]


@pytest.fixture(scope="module")
def models() -> dict[str, SalaryModel]:
    return {name: fit_model(name, TRAINING) for name in MODELS}


def rmse(rows: list[Row], estimates: Estimates) -> float:
    return float(np.sqrt(np.mean((estimates.salary - salaries_of(rows)) ** 2)))


def test_the_baseline_is_the_median_of_the_cell() -> None:
    row = ROWS[0]
    other = replace(row, schedule="Вахтовый метод")
    rows = [replace(row, salary=salary) for salary in (10.0, 20.0, 60.0)]
    model = fit_cells([*rows, replace(other, salary=100.0)])
    unseen = replace(row, schedule="Гибкий график")
    estimates = model.estimate([row, other, unseen])
    assert estimates.salary.tolist() == [20, 100, 40]
    assert estimates.low is not None
    assert estimates.low[0] == pytest.approx(12)


def test_better_models_have_smaller_errors(models: dict[str, SalaryModel]) -> None:
    errors = {name: rmse(HELD, model.estimate(HELD)) for name, model in models.items()}
    assert errors["ridge"] < 0.8 * errors["median"]
    assert errors["blend"] < 0.6 * errors["median"]


@pytest.mark.parametrize("name", MODELS)
def test_the_salary_of_a_row_does_not_change_its_estimate(
    models: dict[str, SalaryModel], name: str
) -> None:
    hidden = [replace(row, salary=None) for row in HELD]
    with_salary, without = models[name].estimate(HELD), models[name].estimate(hidden)
    assert with_salary.salary.tobytes() == without.salary.tobytes()


def test_of_shuffled_salaries_nothing_is_learnt() -> None:
    rows = shuffled(ROWS)
    folds = employer_folds([row.employer for row in rows], 2, 0)
    training = [row for row, fold in zip(rows, folds, strict=True) if fold == 0]
    held = [row for row, fold in zip(rows, folds, strict=True) if fold == 1]
    deviation = float(np.std(salaries_of(held)))
    model = fit_model("blend", training)
    assert rmse(held, model.estimate(held)) > 0.97 * deviation
    # On rows that it has seen, the same model looks far better: that is what folds are for.
    assert rmse(training, model.estimate(training)) < 0.9 * deviation


def test_the_blend_is_the_same_twice(models: dict[str, SalaryModel]) -> None:
    one, again = models["blend"].estimate(HELD), fit_model("blend", TRAINING).estimate(HELD)
    for name in ("salary", "low", "high"):
        assert getattr(one, name).tobytes() == getattr(again, name).tobytes()
    assert fit_model("blend", TRAINING, seed=1).estimate(HELD).salary.tobytes() != (
        one.salary.tobytes()
    )


def test_an_interval_holds_its_estimate(models: dict[str, SalaryModel]) -> None:
    estimates = models["blend"].estimate(HELD)
    assert (estimates.low <= estimates.salary).all()
    assert (estimates.salary <= estimates.high).all()
    inside = (salaries_of(HELD) >= estimates.low) & (salaries_of(HELD) <= estimates.high)
    assert inside.mean() == pytest.approx(0.8, abs=0.13)


def test_rows_never_seen_before_are_estimated(models: dict[str, SalaryModel]) -> None:
    strange = Row("x", "Ñandú", "?", "no such", "", "", "Atlantis", "")
    for model in models.values():
        assert np.isfinite(model.estimate([strange]).salary).all()


def test_importance_names_every_feature(models: dict[str, SalaryModel]) -> None:
    blend = models["blend"]
    assert isinstance(blend, BlendModel)
    importance = blend.importance()
    assert sum(importance.values()) == pytest.approx(100)
    assert max(importance, key=importance.__getitem__) == "ridge on everything"
    assert {"city", "experience", "most pay"} <= set(importance)


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(UserError, match="median, report, ridge, blend"):
        fit_model("oracle", TRAINING)
