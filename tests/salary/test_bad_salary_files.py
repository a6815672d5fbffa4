"""Salary models that are damaged: one sentence that names the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_salaries import made_up_vacancies

from tasks.salary.fitting import MODEL, fit_query, fit_vacancy
from tasks.salary.query_files import load_query_model
from tasks.salary.vacancy_files import load_vacancy_model
from tasks.skills.stage import filter_skills
from tasks.vacancies.files import write_vacancies

FILES = {
    "query/model/query_model.npz": load_query_model,
    "ridge/model/vacancy_model.npz": load_vacancy_model,
    "ridge/model/vocabulary.json": load_vacancy_model,
    "report/model/boosting.cbm": load_vacancy_model,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("salary")
    vacancies = made_up_vacancies(120)
    write_vacancies(folder / "vacancies.parquet", vacancies)
    filter_skills(vacancies, {}, folder, min_vacancies=3)
    tables = {"vacancies": str(folder / "vacancies.parquet"), "skills": str(folder)}
    window = (0.0, 1_000_000.0)
    fit_query(folder / "query", **tables, window=window)
    for model in ("ridge", "report"):
        fit_vacancy(folder / model, model=model, **tables, window=window)
    assert MODEL == "model"
    return folder


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_told_in_one_sentence(folder: Path, name: str) -> None:
    load: Callable[[Path], object] = FILES[name]
    check_damage(lambda: load((folder / name).parent), folder / name)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(set(FILES) - {"report/model/boosting.cbm"})), data=st.data())
def test_whatever_is_changed_in_a_file_is_read_or_told(
    folder: Path, name: str, data: st.DataObject
) -> None:
    check_changes(lambda: FILES[name]((folder / name).parent), folder / name, data)
