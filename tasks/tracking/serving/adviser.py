"""The adviser in MLflow: column `skills` (a line of skills) → the advice as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.advisor.advice import Wishes
from tasks.advisor.adviser import Adviser
from tasks.advisor.adviser_files import load_adviser
from tasks.errors import UserError

if TYPE_CHECKING:
    import pandas as pd


class ServedAdviser:
    """Answers for a table of résumés."""

    def __init__(self, adviser: Adviser) -> None:
        self._adviser = adviser

    def predict(self, frame: pd.DataFrame, params: dict[str, Any] | None = None) -> list[str]:  # noqa: ARG002 (MLflow's)
        """A JSON text a row: the advice, or what is wrong with the line as ``error``."""
        return [self._answer(line) for line in frame["skills"]]

    def _answer(self, line: str) -> str:
        try:
            answer = self._adviser.advise(line, Wishes()).as_json()
        except UserError as error:
            answer = {"error": str(error)}
        return json.dumps(answer, ensure_ascii=False)


def _load_pyfunc(path: str) -> ServedAdviser:
    return ServedAdviser(load_adviser(Path(path)))
