"""Errors and coverage, against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_salaries import made_up_rows

from tasks.salary.estimates import Estimates
from tasks.salary.measures import measure, summarise
from tasks.salary.rows import Window
from tasks.vacancies.vacancy import EXPERIENCES

ROWS = [
    replace(row, salary=salary, experience=experience)
    for row, salary, experience in zip(
        made_up_rows(3), (100.0, 200.0, 400.0), [*EXPERIENCES[:1] * 2, EXPERIENCES[3]], strict=True
    )
]


def test_errors_and_coverage() -> None:
    low, high = np.array([100.0, 150.0, 0.0]), np.array([110.0, 199.0, 500.0])
    measures = measure(ROWS, Estimates(np.array([130.0, 160.0, 400.0]), low, high), Window(0, 1000))
    assert measures["rmse"] == pytest.approx(np.sqrt((900 + 1600) / 3))
    assert measures["rmse_over_range"] == pytest.approx(measures["rmse"] / 1000)
    assert measures["mae"] == pytest.approx(70 / 3)
    assert measures["coverage"] == pytest.approx(2 / 3)
    assert measures["width"] == pytest.approx((10 + 49 + 500) / 3)
    assert measures["by_experience"] == {
        EXPERIENCES[0]: {"rows": 2, "coverage": 0.5, "width": 29.5},
        EXPERIENCES[3]: {"rows": 1, "coverage": 1.0, "width": 500.0},
    }


def test_a_model_without_intervals_has_no_coverage() -> None:
    measures = measure(ROWS, Estimates(np.zeros(3)), Window(0, 1000))
    assert set(measures) == {"rows", "rmse", "rmse_over_range", "mae"}


def test_summary_over_folds() -> None:
    parts = [
        {"model": "m", "mae": 10.0, "by_experience": {"a": {"rows": 1, "coverage": 1, "width": 9}}},
        {"model": "m", "mae": 14.0, "by_experience": {}},
    ]
    parts[0]["by_experience"] = {EXPERIENCES[1]: {"rows": 1, "coverage": 1.0, "width": 8.0}}
    parts[1]["by_experience"] = {EXPERIENCES[1]: {"rows": 3, "coverage": 0.0, "width": 4.0}}
    summary = summarise(parts)
    assert summary["mae"] == {"mean": 12.0, "sd": pytest.approx(np.sqrt(8)), "count": 2}
    assert summary["by_experience"] == {EXPERIENCES[1]: {"rows": 4, "coverage": 0.25, "width": 5.0}}
    assert "model" not in summary


def test_one_fold_has_no_deviation() -> None:
    assert summarise([{"mae": 3.0}])["mae"] == {"mean": 3.0, "sd": 0.0, "count": 1}
