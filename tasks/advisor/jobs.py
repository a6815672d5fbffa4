"""The adviser's jobs: a method or a form of text measured on all folds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tasks.advisor.evaluation import evaluate_fold, evaluate_text_fold, summarise


def evaluate_method(folder: Path, *, folds: int, **arguments: Any) -> dict[str, Any]:
    """Measure a recommender on every fold; see `evaluate_fold` and `summarise`."""
    return summarise(
        evaluate_fold(folder, fold=fold, folds=folds, **arguments) for fold in range(folds)
    )


def evaluate_text(folder: Path, *, folds: int, **arguments: Any) -> dict[str, Any]:
    """Measure the search by one form of text on every fold; see `evaluate_text_fold`."""
    summary = summarise(
        evaluate_text_fold(folder, fold=fold, folds=folds, **arguments) for fold in range(folds)
    )
    return {"method": arguments["method"], "text": arguments["text"], **summary}
