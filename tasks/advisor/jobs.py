"""The adviser's jobs: a method or a form of text measured on all folds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tasks.advisor.evaluation import evaluate_fold, evaluate_text_fold, summarise


def evaluate_method(
    folder: Path,
    *,
    method: str,
    vacancies: str,
    skills: str,
    folds: int,
    seed: int,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Measure a recommender on every fold, employers kept together; see `summarise`."""
    return summarise(
        evaluate_fold(
            folder,
            method=method,
            vacancies=vacancies,
            skills=skills,
            fold=fold,
            folds=folds,
            seed=seed,
            options=options,
        )
        for fold in range(folds)
    )


def evaluate_text(
    folder: Path,
    *,
    method: str,
    text: str,
    vacancies: str,
    skills: str,
    folds: int,
    seed: int,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Measure the search by one form of text on every fold; see `evaluate_text_fold`."""
    summary = summarise(
        evaluate_text_fold(
            folder,
            method=method,
            text=text,
            vacancies=vacancies,
            skills=skills,
            fold=fold,
            folds=folds,
            seed=seed,
            options=options,
        )
        for fold in range(folds)
    )
    return {"method": method, "text": text, **summary}
