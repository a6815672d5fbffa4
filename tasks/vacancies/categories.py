"""Experience, schedule and employment: every wording of hh.ru mapped to the words used here."""

from __future__ import annotations

from tasks.vacancies.vacancy import EMPLOYMENTS, EXPERIENCES, SCHEDULES

CATEGORIES = ("experience", "schedule", "employment")

# What the page says, and the identifier of the public API; the canonical words need no entry.
_OTHER_WORDINGS = {
    "experience": {
        "не требуется": EXPERIENCES[0],
        "без опыта": EXPERIENCES[0],
        "noExperience": EXPERIENCES[0],
        "1-3 года": EXPERIENCES[1],
        "between1And3": EXPERIENCES[1],
        "3-6 лет": EXPERIENCES[2],
        "between3And6": EXPERIENCES[2],
        "moreThan6": EXPERIENCES[3],
    },
    "schedule": {
        "fullDay": SCHEDULES[0],
        "shift": SCHEDULES[1],
        "flexible": SCHEDULES[2],
        "remote": SCHEDULES[3],
        "удаленно": SCHEDULES[3],
        "flyInFlyOut": SCHEDULES[4],
        "вахта": SCHEDULES[4],
    },
    "employment": {
        "full": EMPLOYMENTS[0],
        "part": EMPLOYMENTS[1],
        "project": EMPLOYMENTS[2],
        "проектная работа/разовое задание": EMPLOYMENTS[2],
        "probation": EMPLOYMENTS[3],
        "volunteer": EMPLOYMENTS[4],
    },
}
_CANONICAL = {"experience": EXPERIENCES, "schedule": SCHEDULES, "employment": EMPLOYMENTS}


def _key(words: str) -> str:
    plain = words.casefold().replace("ё", "е").replace("–", "-").replace("—", "-")
    return " ".join(plain.split())


_WORDINGS = {
    category: {_key(words): words for words in _CANONICAL[category]}
    | {_key(words): canonical for words, canonical in _OTHER_WORDINGS[category].items()}
    for category in CATEGORIES
}


def canonical(category: str, words: str) -> str:
    """The words used here for `words`, in any case, with any dash; empty when unknown."""
    return _WORDINGS[category].get(_key(words), "")
