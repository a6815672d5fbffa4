"""A topic model in MLflow: column `skills` (names, separated by commas) → shares of topics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.topics.model import TopicModel, load_model

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


class ServedTopics:
    """Answers for a table of résumés."""

    def __init__(self, model: TopicModel) -> None:
        self._model = model

    def predict(self, frame: pd.DataFrame, params: dict[str, Any] | None = None) -> np.ndarray:  # noqa: ARG002 (MLflow's)
        """Shares of topics, (rows, topics); rows sum to 1, or are 0 where nothing is known."""
        return self._model.transform(
            [[name.strip() for name in line.split(",")] for line in frame["skills"]]
        )


def _load_pyfunc(path: str) -> ServedTopics:
    return ServedTopics(load_model(Path(path)))
