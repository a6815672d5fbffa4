"""The salary jobs: honest folds, files, and the same bytes again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up_salaries import made_up_rows, write_made_up

from tasks.errors import UserError
from tasks.salary import jobs
from tasks.salary.jobs import (
    FOLDS,
    PREDICTIONS,
    SKILLS,
    evaluate_fold,
    evaluate_query_fold,
    learning_curve_point,
)

COUNT = 250
WINDOW = [0.0, 1_000_000.0]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return {**write_made_up(tmp_path_factory.mktemp("tables"), COUNT), "window": WINDOW}


@pytest.mark.parametrize("folds", ["employer", "random"])
def test_every_row_is_held_out_once(tables: dict[str, Any], folds: str, tmp_path: Path) -> None:
    ids: list[str] = []
    for fold in range(FOLDS):
        result = evaluate_fold(tmp_path, model="median", folds=folds, fold=fold, **tables)
        assert result["trained_on"] + result["rows"] == COUNT
        with np.load(tmp_path / PREDICTIONS) as file:
            ids += file["ids"].tolist()
            error = np.abs(file["salary"] - file["true"]).mean()
        assert result["mae"] == pytest.approx(error)
    assert sorted(ids) == [row.id for row in made_up_rows(COUNT)]


def test_grouped_folds_share_no_employer() -> None:
    training, held = jobs._split(made_up_rows(COUNT), "employer", 2, 0)
    assert {row.employer for row in training} & {row.employer for row in held} == set()


def test_a_job_gives_the_same_bytes_again(tables: dict[str, Any], tmp_path: Path) -> None:
    results = []
    for name in ("one", "again"):
        (tmp_path / name).mkdir()
        results.append(evaluate_fold(tmp_path / name, model="blend", **tables))
    assert json.dumps(results[0]) == json.dumps(results[1])
    one, again = (tmp_path / name / PREDICTIONS for name in ("one", "again"))
    assert one.read_bytes() == again.read_bytes()
    assert results[0]["by_experience"]


def test_salaries_outside_the_window_are_left_out(tables: dict[str, Any], tmp_path: Path) -> None:
    rows = made_up_rows(COUNT)
    window = [90_000.0, 150_000.0]
    inside = sum(window[0] <= (row.salary or 0) <= window[1] for row in rows)
    result = evaluate_fold(tmp_path, model="median", **{**tables, "window": window})
    assert result["trained_on"] + result["rows"] == inside < COUNT
    assert result["rmse_over_range"] == pytest.approx(result["rmse"] / 60_000)


def test_queries_are_measured_with_both_kinds_of_skills(
    tables: dict[str, Any], tmp_path: Path
) -> None:
    result = evaluate_query_fold(tmp_path, given="skills", **tables)
    assert {*SKILLS, "listed, where any"} <= set(result)
    assert {result[name]["rows"] for name in SKILLS} == {COUNT - result["trained_on"]}
    json.dumps(result)


def test_shares_of_the_learning_curve_are_nested(tables: dict[str, Any], tmp_path: Path) -> None:
    training, _ = jobs._split(made_up_rows(COUNT), "employer", 0, 0)
    few, many, all_of_them = (
        {row.id for row in jobs._share_of_employers(training, share, 0)} for share in (0.2, 0.6, 1)
    )
    assert few < many < all_of_them == {row.id for row in training}
    assert len(few) == pytest.approx(0.2 * len(training), abs=10)
    point = learning_curve_point(tmp_path, model="ridge", share=0.2, **tables)
    assert point["vacancies"] == len(few)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"folds": "moon"}, "employer"), ({"fold": 5}, "0 to 4"), ({"model": "x"}, "median")],
)
def test_wrong_arguments_are_told(
    tables: dict[str, Any], tmp_path: Path, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(UserError, match=told):
        evaluate_fold(tmp_path, **{"model": "median", **tables, **wrong})


def test_a_share_of_nothing_is_refused(tables: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="share"):
        learning_curve_point(tmp_path, model="ridge", share=0, **tables)
