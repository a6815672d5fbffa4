"""The report's model: CatBoost on the raw description, experience and schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tasks.salary.boosting import fit_boosting
from tasks.salary.estimates import Estimates
from tasks.salary.rows import Row, salaries_of

SETTINGS = {
    "loss_function": "RMSE",
    "learning_rate": 0.25,
    "iterations": 200,
    "depth": 7,
    "random_seed": 0,
}
FEATURES = ("description", "experience", "schedule")


@dataclass(frozen=True)
class ReportModel:
    """A fitted CatBoost regressor."""

    regressor: Any

    def estimate(self, rows: Sequence[Row]) -> Estimates:
        """The regressor's prediction, no interval."""
        return Estimates(np.asarray(self.regressor.predict(_pool(rows)), dtype=np.float64))


def fit_report(rows: Sequence[Row], device: str = "cpu") -> ReportModel:
    """Fit the report's settings to paid rows; `device` is ``cpu`` or ``cuda``."""
    return ReportModel(fit_boosting(SETTINGS, _pool(rows, salaries_of(rows)), device))


def _pool(rows: Sequence[Row], salaries: Any = None) -> Any:
    from catboost import Pool

    return Pool(
        [[getattr(row, name) for name in FEATURES] for row in rows],
        label=salaries,
        feature_names=list(FEATURES),
        text_features=["description"],
        cat_features=["experience", "schedule"],
    )
