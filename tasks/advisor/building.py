"""The job that builds the adviser and asks it the report's queries."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tasks.advisor.advice import Wishes
from tasks.advisor.adviser import Adviser
from tasks.advisor.adviser_files import build_adviser, load_adviser
from tasks.errors import UserError

ADVISER = "adviser"


def build_and_ask(
    folder: Path,
    *,
    default: str,
    methods: Mapping[str, Mapping[str, Any]],
    queries: Sequence[str],
    compared: Sequence[str],
    vacancies: str,
    skills: str,
    topics: str,
    salary: str,
) -> list[dict[str, Any]]:
    """Build the adviser in ``folder/adviser``; return its answers to `queries`.

    See `tasks.advisor.adviser_files.build_adviser`. A query that names no known skill has only
    ``query`` and ``error``; any other also has ``others``, the vacancies that the `compared`
    methods find for it.
    """
    built = folder / ADVISER
    shutil.rmtree(built, ignore_errors=True)
    build_adviser(
        built, default, methods, Path(vacancies), Path(skills), Path(topics), Path(salary)
    )
    adviser = load_adviser(built)
    others = {name: load_adviser(built, name) for name in compared if name != adviser.model}
    return [_answer(adviser, others, query) for query in queries]


def _answer(adviser: Adviser, others: Mapping[str, Adviser], query: str) -> dict[str, Any]:
    try:
        answer = adviser.advise(query, Wishes()).as_json()
    except UserError as error:
        return {"query": query, "error": str(error)}
    beside = {
        name: other.advise(query, Wishes()).as_json()["vacancies"] for name, other in others.items()
    }
    return {"query": query, **answer, "others": beside}
