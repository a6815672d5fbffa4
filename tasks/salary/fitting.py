"""The jobs that fit salary models to all vacancies that state a salary, and save them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tasks.salary.models import fit_model
from tasks.salary.query_files import save_query_model
from tasks.salary.query_model import fit_query_model
from tasks.salary.rows import Window, paid_rows, read_rows
from tasks.salary.vacancy_files import save_vacancy_model
from tasks.salary.vacancy_model import BlendModel

MODEL = "model"


def fit_query(
    folder: Path,
    *,
    vacancies: str,
    skills: str,
    seed: int = 0,
    window: Sequence[float] = (40_000.0, 500_000.0),
) -> dict[str, Any]:
    """Fit the query model to all paid rows and save it in ``folder/model``."""
    rows = paid_rows(read_rows(Path(vacancies), Path(skills)), Window(*window))
    model = fit_query_model(rows, seed)
    save_query_model(model, folder / MODEL)
    return {
        "seed": seed,
        "window": list(window),
        "vacancies": len(rows),
        "skills": len(model.vocabularies["skills"].columns),
        "cells": [
            {"schedule": schedule, "experience": experience, "vacancies": count}
            for (schedule, experience), count in sorted(model.cells.items())
        ],
    }


def fit_vacancy(
    folder: Path,
    *,
    vacancies: str,
    skills: str,
    model: str,
    seed: int = 0,
    window: Sequence[float] = (40_000.0, 500_000.0),
    device: str = "cpu",
) -> dict[str, Any]:
    """Fit a vacancy model to all paid rows and save it in ``folder/model``.

    Returns
    -------
    dict
        ``importance``: of each feature to the blend's boosting, in percent, largest first; of
        other models it is empty.
    """
    rows = paid_rows(read_rows(Path(vacancies), Path(skills)), Window(*window))
    fitted = fit_model(model, rows, seed, True, device)
    save_vacancy_model(fitted, Path(skills), folder / MODEL)
    weights = fitted.importance() if isinstance(fitted, BlendModel) else {}
    shares = sorted(weights.items(), key=lambda one: (-one[1], one[0]))
    return {"importance": [{"feature": name, "importance": share} for name, share in shares]}
