"""The models fitted to everything: saved, loaded, and the same from vacancies as from rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from made_up_salaries import made_up_vacancies

from tasks.salary.fitting import MODEL, fit_query, fit_vacancy
from tasks.salary.models import MODELS, fit_model
from tasks.salary.query_files import load_query_model
from tasks.salary.rows import Window, paid_rows, read_rows
from tasks.salary.vacancy_files import load_vacancy_model
from tasks.skills.stage import filter_skills
from tasks.tracking.serving.vacancy_salary import _load_pyfunc
from tasks.vacancies.files import read_vacancies, write_vacancies

COUNT = 120
WINDOW = (0.0, 1_000_000.0)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Vacancies with what the stage `skills` itself makes of them."""
    folder = tmp_path_factory.mktemp("tables")
    vacancies = made_up_vacancies(COUNT)
    write_vacancies(folder / "vacancies.parquet", vacancies)
    filter_skills(vacancies, {}, folder, min_vacancies=3)
    return {"vacancies": str(folder / "vacancies.parquet"), "skills": str(folder), "window": WINDOW}


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / MODEL).iterdir()}


def test_the_query_model_is_kept(tables: dict[str, Any], tmp_path: Path) -> None:
    result = fit_query(tmp_path, **tables)
    assert result["vacancies"] == COUNT
    assert sum(cell["vacancies"] for cell in result["cells"]) == COUNT
    model = load_query_model(tmp_path / MODEL)
    assert len(model.salary_table(["python"], "Analyst", "Capital")) == 20


@pytest.mark.parametrize("model", MODELS)
def test_a_saved_model_says_of_vacancies_what_the_fitted_one_says_of_rows(
    tables: dict[str, Any], tmp_path: Path, model: str
) -> None:
    result = fit_vacancy(tmp_path, model=model, **tables)
    rows = read_rows(Path(tables["vacancies"]), Path(tables["skills"]))
    fitted = fit_model(model, paid_rows(rows, Window(*WINDOW)))
    vacancies = read_vacancies(Path(tables["vacancies"]))[:30]
    said, expected = (
        load_vacancy_model(tmp_path / MODEL).estimate(vacancies),
        fitted.estimate(rows[:30]),
    )
    np.testing.assert_array_equal(said.salary, expected.salary)
    assert (said.low is None) == (expected.low is None) == (model in ("ridge", "report"))
    assert bool(result["importance"]) == (model == "blend")


def test_the_same_vacancies_give_the_same_bytes(tables: dict[str, Any], tmp_path: Path) -> None:
    for name in ("one", "again"):
        fit_vacancy(tmp_path / name, model="blend", **tables)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "again")


def test_importance_falls_and_is_a_whole(tables: dict[str, Any], tmp_path: Path) -> None:
    result = fit_vacancy(tmp_path, model="blend", **tables)
    shares = [one["importance"] for one in result["importance"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(100)


@pytest.mark.parametrize(("model", "interval"), [("blend", True), ("ridge", False)])
def test_mlflow_asks_it_with_columns(
    tables: dict[str, Any], tmp_path: Path, model: str, interval: bool
) -> None:
    fit_vacancy(tmp_path, model=model, **tables)
    names = ("title", "description", "experience", "schedule", "employment", "employer", "city")
    vacancies = read_vacancies(Path(tables["vacancies"]))[:5]
    columns = {name: [getattr(one, name) for one in vacancies] for name in names}
    columns["skills"] = [", ".join(one.skills) for one in vacancies]
    answers = _load_pyfunc(str(tmp_path / MODEL)).predict(pandas.DataFrame(columns))
    said = load_vacancy_model(tmp_path / MODEL).estimate(vacancies)
    assert answers["salary"].tolist() == said.salary.tolist()
    if interval:
        assert (answers["low"] < answers["salary"]).all()
        assert (answers["salary"] < answers["high"]).all()
    else:
        assert answers[["low", "high"]].isna().all(axis=None)
