"""What a vacancy is, and the words that its categories may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EXPERIENCES = ("Нет опыта", "От 1 года до 3 лет", "От 3 до 6 лет", "Более 6 лет")
SCHEDULES = (
    "Полный день",
    "Сменный график",
    "Гибкий график",
    "Удаленная работа",
    "Вахтовый метод",
)
EMPLOYMENTS = (
    "Полная занятость",
    "Частичная занятость",
    "Проектная работа",
    "Стажировка",
    "Волонтерство",
)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One vacancy; an empty text or None stands for what the source does not say.

    Attributes
    ----------
    id
        The source's own number, in an own table after the table's name; unique after normalising.
    experience, schedule, employment
        One of `EXPERIENCES`, `SCHEDULES`, `EMPLOYMENTS`, or empty.
    skills
        Key skills as the employer wrote them, in order.
    description
        Plain text without markup.
    salary_from, salary_to
        Net roubles a month; None where that side is not stated.
    city
        In the nominative case.
    queries
        The searches that found it: a weak label of the profession.
    """

    id: str
    title: str
    employer: str = ""
    experience: str = ""
    schedule: str = ""
    employment: str = ""
    skills: tuple[str, ...] = ()
    description: str = ""
    salary_from: float | None = None
    salary_to: float | None = None
    city: str = ""
    published: date | None = None
    queries: tuple[str, ...] = ()

    @property
    def salary(self) -> float | None:
        """Mid-point of the stated sides, net roubles a month; None when no side is stated."""
        stated = [side for side in (self.salary_from, self.salary_to) if side is not None]
        return sum(stated) / len(stated) if stated else None
