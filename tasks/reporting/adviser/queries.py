"""The queries and the adviser's answers: field, vacancies, skills to learn, salaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tasks.reporting.adviser.results.advice import Answer, FoundSalary
from tasks.reporting.blocks import Block, PageSection, Prose, Subheading
from tasks.reporting.numbers import decimal, percent, whole
from tasks.reporting.tables import MISSING, Cell, Heading, ResultTable, listed


def queries_section(answers: Sequence[Answer]) -> PageSection:
    """Each query with what the adviser answers."""
    blocks = [block for answer in answers for block in _answer(answer)]
    return PageSection("queries", "Queries and answers", blocks)


def _answer(answer: Answer) -> Iterator[Block]:
    yield Subheading(answer.query)
    if answer.error:
        yield Prose(f"Not answered: {answer.error}.")
    if answer.field is not None:
        known = ", ".join(answer.field.skills)
        asked = f". It asks most for: {known}" if known else ""
        yield Prose(f"Taken for: {answer.field.name}{asked}.")
    for name, nearest in answer.unknown.items():
        nearby = f"; the nearest known ones are {', '.join(nearest)}" if nearest else ""
        yield Prose(f"Not known: {name}{nearby}.")
    if answer.general:
        yield Prose(f"Too general to go by: {', '.join(answer.general)}.")
    if answer.vacancies:
        yield _vacancy_table(answer)
    if answer.others:
        yield _side_by_side(answer)
    if answer.skills:
        yield _skill_table(answer)
    if answer.salaries:
        yield _salary_table(answer)


def _vacancy_table(answer: Answer) -> ResultTable:
    """Employer and city are left out where no vacancy has any."""
    found = answer.vacancies
    texts = {"Employer": [one.employer for one in found], "City": [one.city for one in found]}
    shown = {name: values for name, values in texts.items() if any(values)}
    return ResultTable(
        f"Vacancies for “{answer.query}”",
        [
            Heading("Vacancy", words=True),
            *(Heading(name, words=True) for name in shown),
            Heading("Similarity"),
            Heading("Matched skills", words=True),
        ],
        listed(
            [Cell(one.title) for one in found],
            [
                [
                    *(Cell(values[row] or MISSING) for values in shown.values()),
                    Cell(decimal(one.similarity, 2)),
                    Cell(", ".join(one.matched) or MISSING),
                ]
                for row, one in enumerate(found)
            ],
        ),
    )


def _side_by_side(answer: Answer) -> ResultTable:
    columns = {answer.model or "the adviser": answer.vacancies, **answer.others}
    rows = list(zip_longest(*columns.values()))
    return ResultTable(
        f"The same by other methods for “{answer.query}”",
        [Heading("Place"), *(Heading(name, words=True) for name in columns)],
        listed(
            [Cell(str(place)) for place, _ in enumerate(rows, 1)],
            [
                [
                    Cell(one.title, decimal(one.similarity, 2)) if one else Cell(MISSING)
                    for one in row
                ]
                for row in rows
            ],
        ),
        "In brackets: the similarity that the method gives it, from 0 to 1.",
    )


def _skill_table(answer: Answer) -> ResultTable:
    return ResultTable(
        f"Skills to learn next for “{answer.query}”",
        [
            Heading("Skill", words=True),
            Heading("Asked for", "share of the field"),
            Heading("Similarity"),
        ],
        listed(
            [Cell(one.name) for one in answer.skills],
            [[Cell(percent(one.share)), Cell(decimal(one.similarity, 2))] for one in answer.skills],
        ),
        f"Similarity: {answer.skill_similarity}." if answer.skill_similarity else "",
    )


def _salary_table(answer: Answer) -> ResultTable:
    """Schedules down, experience across."""
    schedules = list(dict.fromkeys(one.schedule for one in answer.salaries))
    experience = list(dict.fromkeys(one.experience for one in answer.salaries))
    cells = {(one.schedule, one.experience): _salary(one) for one in answer.salaries}
    return ResultTable(
        f"Salary for “{answer.query}” by schedule and experience, roubles a month, net",
        [Heading("Schedule"), *(Heading(name) for name in experience)],
        listed(
            [Cell(schedule) for schedule in schedules],
            [
                [cells.get((schedule, name), Cell(MISSING)) for name in experience]
                for schedule in schedules
            ],
        ),
        "Beneath an estimate: its 80 % interval and, in brackets, the number of vacancies with "
        "that schedule and experience.",
    )


def _salary(found: FoundSalary) -> Cell:
    between = (
        f"{whole(found.low)} – {whole(found.high)}"
        if found.low is not None and found.high is not None
        else ""
    )
    count = f"({whole(found.vacancies)})" if found.vacancies is not None else ""
    return Cell(whole(found.salary), f"{between} {count}".strip())
