"""Duplicate vacancies: the same id, or the same title, employer and description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tasks.vacancies.vacancy import Vacancy


class Distinct(NamedTuple):
    """What is left, in order, and how many were dropped for which reason."""

    vacancies: list[Vacancy]
    same_id: int
    same_text: int


def distinct(vacancies: Sequence[Vacancy]) -> Distinct:
    """Keep the first of each set of duplicates, with the queries of all of them.

    A vacancy whose id is known counts as `same_id`, whatever its text. Texts must be equal
    letter by letter; nothing is compared where the title is empty.
    """
    kept: list[Vacancy] = []
    queries: list[set[str]] = []
    places: dict[object, int] = {}
    same_id = same_text = 0
    for vacancy in vacancies:
        text = (vacancy.title, vacancy.employer, vacancy.description) if vacancy.title else None
        if vacancy.id in places:
            place = places[vacancy.id]
            same_id += 1
        elif text in places:
            place = places[vacancy.id] = places[text]
            same_text += 1
        else:
            place = places[vacancy.id] = len(kept)
            if text:
                places[text] = place
            kept.append(vacancy)
            queries.append(set())
        queries[place].update(vacancy.queries)
    merged = [
        replace(vacancy, queries=tuple(sorted(all_queries)))
        for vacancy, all_queries in zip(kept, queries, strict=True)
    ]
    return Distinct(merged, same_id, same_text)
