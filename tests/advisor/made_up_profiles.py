"""Made-up vacancies with known fields: what is asked for together is of the same field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from tasks.advisor.matrix import Training, skill_rows
from tasks.skills.texts import SkillText

FIELDS = 4
SKILLS_OF_FIELD = 6
NAMES = tuple(
    f"{letter}{number}" for number in range(SKILLS_OF_FIELD) for letter in "abcd"[:FIELDS]
)
FIRST_DAY = date(2023, 5, 5)


def made_up_training(vacancies: int = 80, seed: int = 0) -> Training:
    """Vacancies of the fields in turn.

    Each asks for three to five skills of its field and mentions some of them and one more; every
    eighth has no key skills, one has no skill at all, and one does not say when it appeared.
    """
    generator = np.random.default_rng(seed)
    texts = [_skill_text(number, generator) for number in range(vacancies)]
    texts[3] = SkillText(id="3")
    published: list[date | None] = [FIRST_DAY + timedelta(days=n % 7) for n in range(vacancies)]
    published[5] = None
    return Training(NAMES, tuple(texts), tuple(published))


def field_of(name: str) -> str:
    """The field of a skill."""
    return name[0]


def queries_of(*queries: str, names: tuple[str, ...] = NAMES) -> Any:
    """Rows of queries written as names with spaces between."""
    index = {name: column for column, name in enumerate(names)}
    return skill_rows([query.split() for query in queries], index)


def shuffled_vacancies(training: Training, seed: int) -> tuple[Training, np.ndarray]:
    """The same vacancies in another order, and the old place of each."""
    order = np.random.default_rng(seed).permutation(len(training.texts))
    texts = tuple(training.texts[place] for place in order)
    return replace(
        training, texts=texts, published=tuple(training.published[n] for n in order)
    ), order


def shuffled_names(training: Training, seed: int) -> tuple[Training, np.ndarray]:
    """The same vocabulary in another order, and the old place of each."""
    order = np.random.default_rng(seed).permutation(len(training.names))
    return replace(training, names=tuple(training.names[place] for place in order)), order


def _skill_text(number: int, generator: np.random.Generator) -> SkillText:
    field = [name for name in NAMES if field_of(name) == "abcd"[number % FIELDS]]
    keys = generator.permutation(field)[: generator.integers(3, 6)].tolist()
    mentioned = [*keys[1:], str(generator.choice(NAMES))]
    return SkillText(
        id=str(number),
        key_skills=() if number % 8 == 7 else tuple(keys),
        text_skills=tuple(dict.fromkeys(mentioned)),
        filtered=tuple(mentioned),
        whole=" ".join(["we", "want", *mentioned]),
        trimmed=" ".join(["want", *mentioned]),
    )
