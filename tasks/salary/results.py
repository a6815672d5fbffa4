"""What the salary flow found: ``salary.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.files import read_json
from tasks.salary.measures import summarise

SALARY = "salary.json"
QUERY_MODEL = "query"
VACANCY_MODELS = "vacancy"
ASKED = {
    "listed": "key skills",
    "listed, where any": "key skills, where there are any",
    "listed and in the text": "key skills and those of the text",
}


def salary_results(
    study: str,
    window: Sequence[float],
    vacancy: Sequence[Mapping[str, Any]],
    query: Sequence[Mapping[str, Any]],
    curve: Sequence[Mapping[str, Any]],
    importance: Sequence[Mapping[str, Any]],
    final: Mapping[str, Any],
) -> dict[str, Any]:
    """The content of ``salary.json``.

    Parameters
    ----------
    window
        The report's: other windows in `vacancy` are told apart from it.
    vacancy, query, curve
        What `tasks.salary.jobs` returned for each fold of the vacancy models, the query model,
        and the learning curve.
    importance, final
        Of the boosted model's features; of the final query model.
    """
    vacancy_rows = [
        {
            "model": model,
            "folds": folds,
            "window": "report" if list(of) == list(window) else "all",
            **_figures(group),
        }
        for (model, folds, of), group in _groups(vacancy, _vacancy_key).items()
    ]
    query_rows = [
        {
            "model": asked,
            "given": given,
            "folds": "employer",
            "window": "report",
            **_figures([one[measured] for one in group]),
        }
        for (given,), group in _groups(query, lambda one: (one["given"],)).items()
        for measured, asked in ASKED.items()
        if all(measured in one for one in group)
    ]
    widest = [one["listed and in the text"] for one in query if one["given"] == "skills"]
    return {
        "study": study,
        "window": list(window),
        "range": window[1] - window[0],
        "rows": final["vacancies"],
        "vacancy": vacancy_rows,
        "query": query_rows,
        "coverage_by_experience": summarise(widest).get("by_experience", {}) if widest else {},
        "learning_curve": [
            {
                "vacancies": round(sum(one["vacancies"] for one in group) / len(group)),
                **_figures(group),
            }
            for _, group in sorted(_groups(curve, lambda one: (one["share"],)).items())
        ],
        "importance": list(importance),
        "cells": final["cells"],
        "notes": [],
    }


def read_salary(folder: Path) -> dict[str, Any] | None:
    """Read ``salary.json``; None where a study without vacancies left an empty folder.

    Raises
    ------
    UserError
        When the folder itself is missing.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is missing: run `skillpath salary` first")
    path = folder / SALARY
    return read_json(path, "run `skillpath salary` again") if path.exists() else None


def _vacancy_key(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return one["model"], one["folds"], tuple(one["window"])


def _groups(results: Sequence[Mapping[str, Any]], key: Any) -> dict[tuple[Any, ...], list[Any]]:
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for one in results:
        groups.setdefault(key(one), []).append(one)
    return groups


def _figures(folds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean and standard deviation over folds, and the coverage and width of intervals."""
    summary = summarise(folds)
    figures: dict[str, Any] = {
        name: {"mean": summary[name]["mean"], "std": summary[name]["sd"]}
        for name in ("rmse_over_range", "rmse", "mae")
    }
    for name in ("coverage", "width"):
        figures[name] = summary[name]["mean"] if name in summary else None
    return figures | {"folds_measured": len(folds)}
