"""The query model in MLflow: columns `skills`, `title`, `city` → a table of salaries as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.salary.query_files import load_query_model
from tasks.salary.query_model import QueryModel

if TYPE_CHECKING:
    import pandas as pd


class ServedSalaries:
    """Answers for a table of queries; skills are names of the vocabulary, set apart by commas."""

    def __init__(self, model: QueryModel) -> None:
        self._model = model

    def predict(self, frame: pd.DataFrame, params: dict[str, Any] | None = None) -> list[str]:  # noqa: ARG002 (MLflow's)
        """A JSON text a row: the salary and its interval for each schedule and experience."""
        columns = zip(frame["skills"], frame["title"], frame["city"], strict=True)
        return [self._answer(*row) for row in columns]

    def _answer(self, skills: str, title: str, city: str) -> str:
        names = [name.strip() for name in skills.split(",")]
        cells = self._model.salary_table(names, title, city)
        return json.dumps([cell._asdict() for cell in cells], ensure_ascii=False)


def _load_pyfunc(path: str) -> ServedSalaries:
    return ServedSalaries(load_query_model(Path(path)))
