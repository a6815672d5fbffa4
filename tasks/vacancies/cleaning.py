"""One vacancy cleaned: uniform text, nothing of the page around it, no personal data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from tasks.vacancies.personal_data import Cleaned, remove_personal_data
from tasks.vacancies.proprietors import employer_label, without_name
from tasks.vacancies.text import clean_line, clean_text, without_page_furniture
from tasks.vacancies.vacancy import Vacancy


class CleanVacancy(NamedTuple):
    """A clean vacancy, how much personal data of each kind it had, and what else was changed.

    `removed` has the keys of `personal_data.MARKERS` and `employer`; `changed` has `page`
    (text of the page around the description) and `uniform` (Unicode or white space).
    """

    vacancy: Vacancy
    removed: Counter[str]
    changed: Counter[str]


def clean(vacancy: Vacancy) -> CleanVacancy:
    """Clean every text of a vacancy; its own name for itself goes from title and description."""
    removed: Counter[str] = Counter()
    own_text = without_page_furniture(vacancy.description, vacancy.skills)
    description, title = clean_text(own_text), clean_line(vacancy.title)
    changed = Counter(
        page=own_text != vacancy.description,
        uniform=(title, description) != (vacancy.title, own_text),
    )
    employer = employer_label(clean_line(vacancy.employer))
    if employer.name:
        removed["employer"] += 1
        title, in_title = without_name(title, employer.name)
        description, in_description = without_name(description, employer.name)
        removed["name"] += in_title + in_description
    texts = [remove_personal_data(title), remove_personal_data(description)]
    skills = [cleaned for skill in vacancy.skills if (cleaned := _clean_line(skill)).text]
    city, label = _clean_line(vacancy.city), _clean_line(employer.label)
    queries = [_clean_line(query) for query in vacancy.queries]
    for cleaned in (*texts, *skills, city, label, *queries):
        removed.update(cleaned.removed)
    cleaned_vacancy = replace(
        vacancy,
        title=texts[0].text,
        employer=label.text,
        skills=tuple(dict.fromkeys(skill.text for skill in skills)),
        description=texts[1].text,
        city=city.text,
        queries=tuple(sorted({query.text for query in queries} - {""})),
    )
    return CleanVacancy(cleaned_vacancy, removed, +changed)


@cache
def _clean_line(line: str) -> Cleaned:
    return remove_personal_data(clean_line(line))
