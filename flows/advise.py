"""The command ``skillpath advise``: a line of skills in, three tables out."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.errors import UserError
from tasks.files import write_text
from tasks.paths import Project

if TYPE_CHECKING:
    from rich.table import Table

    from tasks.advisor.advice import Advice

FEW = 10  # salaries behind an estimate that should make one doubt it
SALARY_COLUMNS = ("schedule", "experience", "salary", "low", "high", "vacancies")


def advise(chosen: argparse.Namespace, project: Project) -> str:
    """Print the advice for the line of skills on the command line; or return it as JSON."""
    from tasks.advisor.advice import Wishes
    from tasks.advisor.adviser_files import load_adviser

    adviser = load_adviser(project.advisor, chosen.model)
    wishes = Wishes(
        chosen.city or "",
        chosen.schedule or "",
        chosen.experience or "",
        chosen.title or "",
        chosen.top,
    )
    advice = adviser.advise(chosen.skills, wishes)
    if chosen.save:
        save_salaries(advice, chosen.save)
    if chosen.json:
        return json.dumps(advice.as_json(), ensure_ascii=False, indent=2)
    show(advice)
    return f"salaries kept in {chosen.save}" if chosen.save else ""


def save_salaries(advice: Advice, path: Path) -> None:
    """Write the salary table as CSV, one row a schedule and experience."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(SALARY_COLUMNS)
    for one in advice.salaries:
        rows.writerow(
            [
                one.schedule,
                one.experience,
                *(round(amount) for amount in (one.salary, one.low, one.high)),
                one.vacancies,
            ]
        )
    try:
        write_text(path, text.getvalue())
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}): name another file"
        ) from error


def show(advice: Advice) -> None:
    """Print one line about the field, then the three tables."""
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    for line in told(advice):
        console.print(line, soft_wrap=True)
    for table in _tables(advice):
        console.print()
        console.print(table)


def told(advice: Advice) -> list[str]:
    """The lines above the tables."""
    field = advice.field
    lines = [
        f"Taken for: {plain(field.name)} ({field.vacancies:,} vacancies; "
        f"they ask for {', '.join(map(plain, field.skills))})"
    ]
    for piece, near in advice.unknown.items():
        hint = f"; nearest: {', '.join(map(plain, near))}" if near else ""
        lines.append(f"Unknown skill: {plain(piece)}{hint}")
    if advice.general:
        lines.append(f"Too general to go by: {', '.join(map(plain, advice.general))}")
    return lines


def plain(text: str) -> str:
    """A text from outside without characters that steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _tables(advice: Advice) -> Iterable[Table]:
    yield _table(
        "Vacancies that fit",
        ("Vacancy", "Employer", "City", "Similarity", "Your skills in it"),
        [
            (one.title, one.employer, one.city, f"{one.similarity:.2f}", ", ".join(one.matched))
            for one in advice.vacancies
        ],
        numbers=(3,),
    )
    yield _table(
        "Skills to learn next",
        ("Skill", "Asked for by", "Similarity"),
        [(one.name, f"{one.share:.0%}", f"{one.similarity:.2f}") for one in advice.skills],
        numbers=(1, 2),
    )
    yield _table(
        "Salary, net roubles a month, with 80 % intervals",
        ("Schedule", "Experience", "Salary", "From", "To", "Seen"),
        [
            (
                one.schedule,
                one.experience,
                *(f"{round(amount, -3):,.0f}" for amount in (one.salary, one.low, one.high)),
                f"{one.vacancies:,}" + (" (few)" if one.vacancies < FEW else ""),
            )
            for one in advice.salaries
        ],
        numbers=(2, 3, 4, 5),
    )


def _table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        number = index in numbers
        table.add_column(column, justify="right" if number else "left", no_wrap=number)
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    return table
