"""The rows that salaries are learnt from: a vacancy, its skills, and what it pays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.errors import UserError
from tasks.skills.texts import SkillText, read_skill_texts
from tasks.vacancies.files import read_vacancies
from tasks.vacancies.vacancy import Vacancy

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Window:
    """Salaries from `low` to `high`, bounds included, in net roubles a month."""

    low: float = 40_000.0
    high: float = 500_000.0

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high:
            raise UserError(
                f"salary window {self.low:g} … {self.high:g} is empty: give 0 <= low < high"
            )

    @property
    def range(self) -> float:
        """What an error is divided by for "RMSE over range"."""
        return self.high - self.low

    def holds(self, salary: float | None) -> bool:
        """Whether a stated salary lies inside."""
        return salary is not None and self.low <= salary <= self.high


@dataclass(frozen=True, slots=True)
class Row:
    """What may be known of a vacancy when its salary is not, and the salary if it is stated.

    Attributes
    ----------
    listed
        Key skills as the employer wrote them.
    key_skills, text_skills
        Names of the vocabulary, from the list and from title and description.
    text
        Lemmas of title and description, separated by spaces.
    salary
        Net roubles a month. The search that found the vacancy is left out on purpose: a
        vacancy that somebody asks about comes without one.
    """

    id: str
    title: str
    employer: str = ""
    experience: str = ""
    schedule: str = ""
    employment: str = ""
    city: str = ""
    description: str = ""
    listed: tuple[str, ...] = ()
    key_skills: tuple[str, ...] = ()
    text_skills: tuple[str, ...] = ()
    text: str = ""
    salary: float | None = None


def make_rows(vacancies: Iterable[Vacancy], texts: Iterable[SkillText]) -> list[Row]:
    """A row a vacancy, in the vacancies' order.

    Raises
    ------
    UserError
        When a vacancy has no skill text.
    """
    known = {text.id: text for text in texts}
    rows = []
    for vacancy in vacancies:
        text = known.get(vacancy.id)
        if text is None:
            raise UserError(
                f"skills.parquet lacks vacancy {vacancy.id}: run `skillpath skills` again"
            )
        rows.append(
            Row(
                vacancy.id,
                vacancy.title,
                vacancy.employer,
                vacancy.experience,
                vacancy.schedule,
                vacancy.employment,
                vacancy.city,
                vacancy.description,
                vacancy.skills,
                text.key_skills,
                text.text_skills,
                text.whole,
                vacancy.salary,
            )
        )
    return rows


def read_rows(vacancies: Path, skills: Path) -> list[Row]:
    """The rows of ``vacancies.parquet`` and of the folder with ``skills.parquet``."""
    texts = read_skill_texts(skills, ("key_skills", "text_skills", "whole"))
    return make_rows(read_vacancies(vacancies), texts)


def paid_rows(rows: Iterable[Row], window: Window) -> list[Row]:
    """Rows with experience, schedule and a salary inside the window: what is learnt and tested.

    Raises
    ------
    UserError
        When there is none.
    """
    paid = [row for row in rows if row.experience and row.schedule and window.holds(row.salary)]
    if not paid:
        raise UserError(
            "no vacancy with experience and schedule states a salary of "
            f"{window.low:g} … {window.high:g} roubles: widen the window or add vacancies"
        )
    return paid


def salaries_of(rows: Sequence[Row]) -> Floats:
    """The salaries of paid rows, (rows,), roubles."""
    return np.array([row.salary for row in rows], dtype=np.float64)
