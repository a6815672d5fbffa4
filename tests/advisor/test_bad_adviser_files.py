"""The adviser's folder when somebody has damaged it: one sentence that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.advisor.adviser_files import build_adviser, load_adviser
from tasks.salary.fitting import MODEL, fit_query
from tasks.skills.stage import filter_skills
from tasks.vacancies.files import write_vacancies
from tasks.vacancies.sample import sample_vacancies

FILES = (
    "adviser.json", "profiles.npz", "vacancies.parquet", "vocabulary.json",
    "recommenders/bm25.npz", "salary/query_model.npz",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("adviser")
    vacancies = sample_vacancies()[:150]
    table = root / "vacancies.parquet"
    write_vacancies(table, vacancies)
    filter_skills(vacancies, {}, root / "skills", min_vacancies=3)
    fit_query(root, vacancies=str(table), skills=str(root / "skills"), window=(0.0, 1e6))
    methods = {"bm25": {"recommender": "bm25", "topics": None, "options": {}}}
    build_adviser(
        root / "adviser", "bm25", methods, table, root / "skills", root, salary=root / MODEL
    )
    return root / "adviser"


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_told_in_one_sentence(folder: Path, name: str) -> None:
    check_damage(lambda: load_adviser(folder), folder / name)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(FILES), data=st.data())
def test_whatever_is_changed_in_a_file_is_read_or_told(
    folder: Path, name: str, data: st.DataObject
) -> None:
    check_changes(lambda: load_adviser(folder), folder / name, data)
