"""A salary model of vacancies in MLflow: a row a vacancy → salary and 80 % interval."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.salary.vacancy_files import VacancyEstimator, load_vacancy_model
from tasks.vacancies.vacancy import Vacancy

if TYPE_CHECKING:
    import pandas as pd


class ServedVacancySalaries:
    """Answers for a table of vacancies, whose key skills are set apart by commas."""

    def __init__(self, estimator: VacancyEstimator) -> None:
        self._estimator = estimator

    def predict(self, frame: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:  # noqa: ARG002 (MLflow's)
        """Columns `salary`, `low` and `high`, net roubles a month; NaN where a model has none."""
        import pandas as pd

        rows = frame.to_dict("records")
        found = self._estimator.estimate([_vacancy(str(at), row) for at, row in enumerate(rows)])
        return pd.DataFrame(
            {"salary": found.salary, "low": found.low, "high": found.high}, dtype=float
        )


def _vacancy(id_: str, row: dict[Any, Any]) -> Vacancy:
    listed = [skill.strip() for skill in row.pop("skills").split(",")]
    return Vacancy(id_, skills=tuple(filter(None, listed)), **row)


def _load_pyfunc(path: str) -> ServedVacancySalaries:
    return ServedVacancySalaries(load_vacancy_model(Path(path)))
