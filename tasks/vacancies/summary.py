"""A corpus of vacancies at a glance: counts and quantiles for `vacancies.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tasks.vacancies.vacancy import EMPLOYMENTS, EXPERIENCES, SCHEDULES, Vacancy

TOP = 20
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

# The window of the report whose experiments are repeated here, bounds included.
WINDOW = (40_000, 500_000)


def summarise(vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    """Describe `vacancies`; salaries are mid-points of the stated sides, net roubles a month."""
    return {
        "vacancies": len(vacancies),
        "employers": len({vacancy.employer for vacancy in vacancies} - {""}),
        "cities": _most_frequent(vacancy.city for vacancy in vacancies),
        "queries": len({query for vacancy in vacancies for query in vacancy.queries}),
        "experience": _counts((vacancy.experience for vacancy in vacancies), EXPERIENCES),
        "schedule": _counts((vacancy.schedule for vacancy in vacancies), SCHEDULES),
        "employment": _counts((vacancy.employment for vacancy in vacancies), EMPLOYMENTS),
        "salary": _salaries(vacancies),
        "skills": _skills(vacancies),
        "description_characters": _mean(len(vacancy.description) for vacancy in vacancies),
        "published": _days(vacancies),
    }


def count_stated(vacancies: Iterable[Vacancy]) -> dict[str, int]:
    """How many vacancies state both ends of the salary, only one, or none."""
    names = {
        (True, True): "both",
        (True, False): "from_only",
        (False, True): "to_only",
        (False, False): "none",
    }
    counts = Counter(
        names[vacancy.salary_from is not None, vacancy.salary_to is not None]
        for vacancy in vacancies
    )
    return {name: counts[name] for name in names.values()}


def _salaries(vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    salaries = [vacancy.salary for vacancy in vacancies if vacancy.salary is not None]
    low, high = WINDOW
    window = sum(
        low <= vacancy.salary <= high
        for vacancy in vacancies
        if vacancy.salary is not None and vacancy.experience and vacancy.schedule
    )
    return {
        "stated": count_stated(vacancies),
        "quantiles": _quantiles(salaries),
        "maximum": round(max(salaries)) if salaries else None,
        "window": {"from": low, "to": high, "with_experience_and_schedule": window},
    }


def _quantiles(salaries: Sequence[float]) -> dict[str, int]:
    if not salaries:
        return {}
    values = np.quantile(salaries, QUANTILES)
    return {f"{q:g}": round(float(value)) for q, value in zip(QUANTILES, values, strict=True)}


def _skills(vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    lists = [vacancy.skills for vacancy in vacancies if vacancy.skills]
    counts = Counter(skill.lower() for skills in lists for skill in skills)
    return {
        "share_of_vacancies": round(len(lists) / len(vacancies), 4) if vacancies else 0.0,
        "mean_where_any": _mean(map(len, lists)),
        "distinct_lower_cased": len(counts),
        "in_five_vacancies_or_more": sum(count >= 5 for count in counts.values()),
    }


def _days(vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    days = [vacancy.published for vacancy in vacancies if vacancy.published]
    return {
        "first": min(days).isoformat() if days else None,
        "last": max(days).isoformat() if days else None,
        "known": len(days),
    }


def _most_frequent(values: Iterable[str]) -> dict[str, Any]:
    counts = Counter(filter(None, values))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {"distinct": len(counts), "top": dict(ranked[:TOP])}


def _counts(values: Iterable[str], known: Sequence[str]) -> dict[str, int]:
    counts = Counter(values)
    return {value: counts[value] for value in known} | {"": counts[""]}


def _mean(values: Iterable[int]) -> float:
    numbers = list(values)
    return round(sum(numbers) / len(numbers), 2) if numbers else 0.0
