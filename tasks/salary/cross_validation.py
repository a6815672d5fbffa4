"""All folds of one protocol as one job, so that reading and importing are paid for once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tasks.salary.jobs import (
    FOLDS,
    evaluate_fold,
    evaluate_query_fold,
    learning_curve_point,
)

EVALUATIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "vacancy": evaluate_fold,
    "query": evaluate_query_fold,
    "learning curve": learning_curve_point,
}


def cross_validate(folder: Path, *, evaluation: str, **arguments: Any) -> list[dict[str, Any]]:
    """Call one of `EVALUATIONS` for every fold; what it writes lies in ``fold<number>``."""
    results = []
    for fold in range(FOLDS):
        place = folder / f"fold{fold}"
        place.mkdir(exist_ok=True)
        results.append(EVALUATIONS[evaluation](place, fold=fold, **arguments))
    return results
