"""The embedded vacancies: a synthetic labour market, Russian with some English.

No employer ever published these vacancies, and no employer or person in them exists: a small
grammar (`sample_grammar`, `sample_professions`) produces them, so that the job adviser has
something to work on where no real vacancies are at hand. What makes real ones hard is there:
professions and skills of very uneven frequency, employers that repeat themselves, skills spelt
in many ways or named in the text only, pay that is often not stated, duplicates, personal data.
Scores on it say nothing about a real labour market.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from random import Random

from tasks.vacancies import sample_grammar as grammar
from tasks.vacancies.sample_grammar import draw, filled, normal, several, weighted
from tasks.vacancies.sample_professions import PROFESSIONS, Profession
from tasks.vacancies.vacancy import EMPLOYMENTS, EXPERIENCES, SCHEDULES, Vacancy

EMPLOYERS = 250
MARKUP_ROW = 13
FIRST_DAY, DAYS = date(2024, 2, 5), 21

# What experience, schedule and employment add to the logarithm of the pay, and its noise.
EXPERIENCE_PAY = (-0.5, 0.0, 0.4, 0.62)
SCHEDULE_PAY = (0.0, -0.12, -0.06, 0.08, 0.3)
EMPLOYMENT_PAY = (0.0, -0.5, -0.15, -0.35, 0.0)
EMPLOYER_SIGMA, NOISE_SIGMA = 0.15, 0.2

CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Team:
    """What a place asks for, its profession's and anybody's, and the key skills it lists."""

    needs: tuple[str, ...]
    traits: tuple[str, ...]
    key_skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Employer:
    """An invented employer and its habits.

    Attributes
    ----------
    pay
        What it adds to the logarithm of the pay.
    openness
        The probability that it states the pay.
    teams
        By the name of the profession; it has vacancies for no others.
    """

    name: str
    city: str
    business: str
    terms: tuple[str, ...]
    pay: float
    openness: float
    teams: dict[str, tuple[Team, ...]]


def sample_vacancies(seed: int = 0, count: int = 1500) -> list[Vacancy]:
    """Produce the vacancies of a seed, as a source would deliver them: not cleaned.

    A few rows repeat an earlier one, under its own or a new number, or are empty but for their
    number and query, or hold (invented) personal data; one title is markup.

    Parameters
    ----------
    seed
        Equal seeds and counts give equal vacancies, in all versions of Python.
    count
        Rows, duplicates included.
    """
    rng = Random(seed)
    employers = [_employer(name, rng) for name in _employer_names(rng)]
    originals: list[Vacancy] = []
    rows: list[Vacancy] = []
    for number in range(10_000_001, 10_000_001 + count):
        kind = rng.random()
        if originals and kind < 0.1:
            earlier = originals[int(rng.random() * len(originals))]
            rows.append(earlier if kind < 0.02 else _repeated(earlier, number, kind < 0.04, rng))
        elif kind > 0.995:
            rows.append(Vacancy(str(number), "", queries=_queries(draw(PROFESSIONS, rng), rng)))
        else:
            originals.append(_vacancy(number, employers, rng))
            rows.append(originals[-1])
    return [
        replace(row, title=f"{grammar.MARKUP} {row.title}") if index == MARKUP_ROW else row
        for index, row in enumerate(rows)
    ]


# ---- The market ----------------------------------------------------------------------------


def _employer_names(rng: Random) -> list[str]:
    """Distinct names, the largest employer first; some thirtieth ones are sole proprietors."""
    names: dict[str, None] = {}
    while len(names) < EMPLOYERS:
        name = f"{draw(grammar.EMPLOYER_WORDS, rng)} {draw(grammar.EMPLOYER_THINGS, rng)}"
        names[draw(grammar.EMPLOYER_FORMS, rng).format(name)] = None
    proprietors = dict(enumerate(grammar.SOLE_PROPRIETORS, start=1))
    return [
        proprietors.get(place // 30, name) if place % 30 == 0 else name
        for place, name in enumerate(names)
    ]


def _employer(name: str, rng: Random) -> Employer:
    return Employer(
        name,
        city=draw(tuple(grammar.CITIES), rng),
        business=draw(grammar.BUSINESSES, rng),
        terms=several(grammar.SENTENCES["term"], 3, rng),
        pay=normal(EMPLOYER_SIGMA, rng),
        openness=0.1 + 0.9 * rng.random(),
        teams={
            profession.name: tuple(_team(profession, rng) for _ in range(2))
            for profession in PROFESSIONS
            if rng.random() < 0.25
        },
    )


def _team(profession: Profession, rng: Random) -> Team:
    needs = several(profession.core, 3 + int(rng.random() * 3), rng)
    needs += several(draw(profession.stacks, rng), 3 + int(rng.random() * 3), rng)
    if rng.random() < 0.25:
        needs += several(draw(profession.stacks, rng), 2, rng)
    needs = tuple(dict.fromkeys(needs))
    traits = several(grammar.GENERAL_SKILLS, int(rng.random() * 4), rng)
    listed = [skill for skill in needs + traits if rng.random() < 0.8]
    return Team(needs, traits, _key_skills(listed, rng))


def _key_skills(skills: list[str], rng: Random) -> tuple[str, ...]:
    """The skills as an employer types them."""
    for first, second in grammar.COMPOUNDS:
        if first in skills and second in skills and rng.random() < 0.5:
            skills[skills.index(first)] = f"{first}/{second}"
            skills.remove(second)
    return tuple(_retyped(_spelt(skill, 0.4, rng), rng) for skill in skills)


def _spelt(skill: str, probability: float, rng: Random) -> str:
    """The skill or, with some probability, another spelling of it."""
    if rng.random() < probability:
        return draw(grammar.SPELLINGS.get(skill, (skill,)), rng)
    return skill


def _retyped(skill: str, rng: Random) -> str:
    kind = rng.random()
    if kind < 0.12:
        return skill.lower()
    return skill.upper() if kind < 0.14 else skill[0].upper() + skill[1:]


# ---- One vacancy ---------------------------------------------------------------------------


def _vacancy(number: int, employers: Sequence[Employer], rng: Random) -> Vacancy:
    profession = draw(PROFESSIONS, rng)
    employer = draw([each for each in employers if profession.name in each.teams], rng)
    usual = rng.random() < 0.6
    team = draw(employer.teams[profession.name], rng) if usual else _team(profession, rng)
    employment = weighted(EMPLOYMENTS, profession.employment, rng)
    experience = weighted(EXPERIENCES, profession.experience, rng)
    if employment == "Стажировка":
        experience = EXPERIENCES[0]
    schedule = weighted(SCHEDULES, profession.schedule, rng)
    city = employer.city if rng.random() < 0.8 else draw(tuple(grammar.CITIES), rng)
    pay = profession.pay * math.exp(
        profession.growth * EXPERIENCE_PAY[EXPERIENCES.index(experience)]
        + SCHEDULE_PAY[SCHEDULES.index(schedule)]
        + EMPLOYMENT_PAY[EMPLOYMENTS.index(employment)]
        + grammar.CITIES[city]
        + employer.pay
        + sum(grammar.PREMIUMS.get(skill, 0.0) for skill in team.needs + team.traits)
        + normal(NOISE_SIGMA, rng)
    )
    stated = rng.random() < employer.openness and employment != "Волонтерство"
    salary_from, salary_to = _stated(pay, rng) if stated else (None, None)
    return Vacancy(
        str(number),
        _title(profession, experience, schedule, team, rng),
        employer.name if rng.random() < 0.99 else "",
        experience if rng.random() < 0.99 else "",
        schedule,
        employment,
        team.key_skills if rng.random() < 0.7 else (),
        _description(profession, employer, schedule, team, rng) if rng.random() < 0.985 else "",
        salary_from,
        salary_to,
        city,
        _day(rng),
        _queries(profession, rng),
    )


def _repeated(earlier: Vacancy, number: int, verbatim: bool, rng: Random) -> Vacancy:
    """The vacancy published again, as it was or for another city."""
    again = replace(earlier, id=str(number), published=_day(rng))
    if verbatim:
        return again
    city = draw(tuple(grammar.CITIES), rng)
    place = f"{earlier.description} Место работы: {city}.".strip()
    return replace(again, city=city, description=place, skills=earlier.skills[:-1])


def _title(profession: Profession, experience: str, schedule: str, team: Team, rng: Random) -> str:
    title = draw(profession.titles, rng)
    if rng.random() < 0.45:
        title = f"{draw(grammar.GRADES[EXPERIENCES.index(experience)], rng)} {title}"
    if rng.random() < 0.2:
        title += f" ({team.needs[-1]})"
    if schedule == "Удаленная работа" and rng.random() < 0.3:
        title += " (удалённо)"
    return title[0].upper() + title[1:]


def _queries(profession: Profession, rng: Random) -> tuple[str, ...]:
    """The search of the profession, sometimes more of its searches, seldom a wrong one."""
    if rng.random() < 0.02:
        return (draw(PROFESSIONS, rng).queries[0],)
    more = 1 + int(rng.random() * 2) if rng.random() < 0.25 else 0
    return (profession.queries[0], *several(profession.queries[1:], more, rng))


def _stated(pay: float, rng: Random) -> tuple[float | None, float | None]:
    """The sides of the pay, thousands, that an employer states, in roubles."""
    spread = 0.05 + 0.2 * rng.random()
    net = 0.87 if rng.random() < 0.1 else 1.0  # typed before tax, like the real ones
    sides = weighted(("both", "from", "to"), (0.55, 0.33, 0.12), rng)
    if sides == "both":
        return _rounded(pay * (1 - spread), net), _rounded(pay * (1 + spread), net)
    side = _rounded(pay, net)
    return (side, None) if sides == "from" else (None, side)


def _rounded(pay: float, net: float) -> float:
    """Roubles for thousands, as round as people like them before tax."""
    step = 1 if pay < 25 else 5 if pay < 150 else 10
    return float(round(round(pay / net / step) * step * 1000 * net))


def _day(rng: Random) -> date:
    return FIRST_DAY + timedelta(days=int(rng.random() * DAYS))


# ---- Its text ------------------------------------------------------------------------------


def _description(
    profession: Profession, employer: Employer, schedule: str, team: Team, rng: Random
) -> str:
    """Opening, duties, needs and terms; some of the skills, and some that no list names."""
    named = [_spelt(skill, 0.12, rng) for skill in team.needs if rng.random() < 0.7]
    named += several(draw(profession.stacks, rng), 2, rng)
    latin = [skill for skill in named if not CYRILLIC.search(skill)]
    if len(latin) > 3 and rng.random() < 0.2:
        language, skills, duties = "_en", latin, grammar.SENTENCES["duty_en"]
        terms = several(grammar.SENTENCES["term_en"], 3, rng)
    else:
        language, skills, duties = "", named, profession.duties
        terms = employer.terms + (("<remote>",) if schedule == "Удаленная работа" else ())
    needs = [f"<need{language}>"] * (2 + len(skills) // 2)
    needs += [] if language else [*team.traits, "<trait>"]
    text = (
        f"<opening{language}> <duties{language}> {'; '.join(several(duties, 3, rng))}. "
        f"<needs{language}> {'; '.join(needs)}."
        f"{' <bonus>' if not language and rng.random() < 0.4 else ''} "
        f"<terms{language}> {'; '.join(terms)}.{' <contact>' if rng.random() < 0.06 else ''}"
    )
    facts = {"employer": employer.name, "business": employer.business}
    return filled(text, facts, cycle(skills), rng)
