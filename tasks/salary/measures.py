"""How good estimates are: errors, interval coverage, and their mean over folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tasks.salary.estimates import Estimates
from tasks.salary.rows import Floats, Row, Window, salaries_of
from tasks.vacancies.vacancy import EXPERIENCES


def measure(rows: Sequence[Row], estimates: Estimates, window: Window) -> dict[str, Any]:
    """Errors of `estimates` on paid `rows`, in roubles and as a share of the window's range."""
    salaries = salaries_of(rows)
    errors = estimates.salary - salaries
    rmse = float(np.sqrt(np.mean(errors**2)))
    measures: dict[str, Any] = {
        "rows": len(rows),
        "rmse": rmse,
        "rmse_over_range": rmse / window.range,
        "mae": float(np.abs(errors).mean()),
    }
    if estimates.low is not None and estimates.high is not None:
        inside = (salaries >= estimates.low) & (salaries <= estimates.high)
        width = estimates.high - estimates.low
        measures |= {"coverage": float(inside.mean()), "width": float(width.mean())}
        measures["by_experience"] = _by_experience(rows, inside, width)
    return measures


def summarise(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean and standard deviation over folds of every number that `measure` gives.

    Returns
    -------
    dict
        ``{measure: {"mean", "sd", "count"}}``; ``by_experience`` is pooled over all rows, as
        ``{experience: {"rows", "coverage", "width"}}``.
    """
    summary: dict[str, Any] = {}
    for name, first in results[0].items():
        if isinstance(first, bool) or not isinstance(first, int | float):
            continue
        values = np.array([result[name] for result in results], dtype=np.float64)
        summary[name] = {
            "mean": float(values.mean()),
            "sd": float(values.std(ddof=1)) if len(values) > 1 else 0.0,
            "count": len(values),
        }
    if "by_experience" in results[0]:
        summary["by_experience"] = _pooled([result["by_experience"] for result in results])
    return summary


def _by_experience(rows: Sequence[Row], inside: np.ndarray, width: Floats) -> dict[str, Any]:
    found = {}
    for experience in EXPERIENCES:
        chosen = np.array([row.experience == experience for row in rows], dtype=bool)
        if chosen.any():
            found[experience] = {
                "rows": int(chosen.sum()),
                "coverage": float(inside[chosen].mean()),
                "width": float(width[chosen].mean()),
            }
    return found


def _pooled(parts: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, Any]:
    pooled = {}
    for experience in EXPERIENCES:
        present = [part[experience] for part in parts if experience in part]
        rows = sum(part["rows"] for part in present)
        if rows:
            pooled[experience] = {
                "rows": rows,
                "coverage": sum(part["coverage"] * part["rows"] for part in present) / rows,
                "width": sum(part["width"] * part["rows"] for part in present) / rows,
            }
    return pooled
