"""Vacancies whose salaries follow a law that the tests know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from tasks.salary.rows import Row
from tasks.skills.texts import SkillText, write_skill_texts
from tasks.vacancies.files import write_vacancies
from tasks.vacancies.vacancy import EXPERIENCES, SCHEDULES, Vacancy

SKILLS = {"welding": 0.0, "excel": 0.1, "sql": 0.35, "python": 0.5, "kafka": 0.7, "chess": 0.2}
TITLES = {"Worker": 0.0, "Analyst": 0.2, "Developer": 0.4}
CITIES = {"Northport": 0.0, "Capital": 0.3}
NOISE = 0.1
EMPLOYERS = 60


def made_up_vacancies(count: int, seed: int = 0) -> list[Vacancy]:
    """Log salary = 11 + 0.25 · experience level + what skills, title and city add + noise."""
    generator = np.random.default_rng(seed)
    vacancies = []
    for number in range(count):
        level = int(generator.integers(len(EXPERIENCES)))
        skills = generator.permutation(list(SKILLS))[: generator.integers(1, 4)].tolist()
        title = str(generator.choice(list(TITLES)))
        city = str(generator.choice(list(CITIES)))
        log = 11 + 0.25 * level + TITLES[title] + CITIES[city] + NOISE * generator.normal()
        salary = float(np.exp(log + 0.5 * sum(SKILLS[skill] for skill in skills)))
        vacancies.append(
            Vacancy(
                f"v{number:04}",
                title,
                f"Employer {generator.integers(EMPLOYERS)}",
                EXPERIENCES[level],
                SCHEDULES[number % 2],
                "Полная занятость",
                tuple(skills),
                f"We seek a {title.lower()} who knows {' and '.join(skills)}.",
                salary_from=salary,
                city=city,
            )
        )
    return vacancies


def skill_text(vacancy: Vacancy) -> SkillText:
    whole = f"{vacancy.title} {vacancy.description}".lower().replace(".", "")
    return SkillText(vacancy.id, vacancy.skills, vacancy.skills, vacancy.skills, whole, whole)


def made_up_rows(count: int, seed: int = 0) -> list[Row]:
    from tasks.salary.rows import make_rows

    vacancies = made_up_vacancies(count, seed)
    return make_rows(vacancies, map(skill_text, vacancies))


def shuffled(rows: list[Row], seed: int = 0) -> list[Row]:
    """The same rows, each with the salary of another."""
    order = np.random.default_rng(seed).permutation(len(rows))
    return [replace(row, salary=rows[other].salary) for row, other in zip(rows, order, strict=True)]


def write_made_up(folder: Path, count: int) -> dict[str, str]:
    """Write the tables that jobs read; return the arguments that name them."""
    vacancies = made_up_vacancies(count)
    write_vacancies(folder / "vacancies.parquet", vacancies)
    write_skill_texts(folder, [skill_text(vacancy) for vacancy in vacancies])
    return {"vacancies": str(folder / "vacancies.parquet"), "skills": str(folder)}
