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
from tasks.files import read_json, write_text
from tasks.paths import Project

if TYPE_CHECKING:
    from rich.table import Table

    from tasks.advisor.advice import Advice, Wishes

FEW = 10  # salaries behind an estimate that should make one doubt it
NARROWING = ("city", "schedule", "experience")  # wishes that vacancies have to meet
SALARY_COLUMNS = ("schedule", "experience", "salary", "low", "high", "vacancies")


def advise(chosen: argparse.Namespace, project: Project) -> str:
    """Print the advice for the line of skills on the command line; or return it as JSON.

    Raises
    ------
    UserError
        When the question makes no sense, or the method knows none of the skills.
    """
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
    try:
        advice = adviser.advise(chosen.skills, wishes)
    except UserError as error:  # it may quote the vacancies' own words
        raise UserError(plain(str(error))) from error
    if advice.is_empty:
        raise UserError(plain(_nothing_found(advice, project.advisor)))
    if chosen.save:
        save_salaries(advice, chosen.save)
    if chosen.json:
        return as_text(advice)
    show(advice, wishes)
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


def as_text(advice: Advice) -> str:
    """The advice as JSON, with escapes for what would steer a terminal."""
    text = json.dumps(advice.as_json(), ensure_ascii=False, indent=2)
    return "".join(
        character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]
        for character in text
    )


def show(advice: Advice, wishes: Wishes) -> None:
    """Print some lines about the question, then the three tables; a sentence for an empty one."""
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    for line in told(advice):
        console.print(line, soft_wrap=True)
    for shown in _shown(advice, wishes):
        console.print()
        console.print(shown)


def told(advice: Advice) -> list[str]:
    """The lines above the tables."""
    field = advice.field
    lines = []
    if field.vacancies:
        lines.append(
            f"Taken for: {plain(field.name)} ({field.vacancies:,} vacancies; "
            f"they ask for {', '.join(map(plain, field.skills))})"
        )
    lines.append(f"By your skills: {', '.join(map(plain, advice.known))}")
    for piece, near in advice.unknown.items():
        hint = f"; nearest: {', '.join(map(plain, near))}" if near else ""
        lines.append(f"Unknown skill: {plain(piece)}{hint}")
    if advice.general:
        lines.append(f"Too general to go by: {', '.join(map(plain, advice.general))}")
    return lines


def plain(text: str) -> str:
    """A text from outside without characters that steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _nothing_found(advice: Advice, folder: Path) -> str:
    """Which methods to ask instead: those that go by the skills, not by a topic model's terms."""
    from tasks.advisor.adviser_files import SETTINGS

    methods = read_json(folder / SETTINGS)["methods"]
    others = [name for name, one in methods.items() if name != advice.model and not one["topics"]]
    remedy = f"name another --model ({', '.join(others)})" if others else "give other skills"
    return f"{advice.model} knows none of {', '.join(advice.known)}: {remedy}"


def _shown(advice: Advice, wishes: Wishes) -> Iterable[Table | str]:
    yield _vacancies(advice) if advice.vacancies else _no_vacancy(advice, wishes)
    yield _skills(advice) if advice.skills else f"{advice.model} knows no skill to learn next"
    yield _salaries(advice)


def _no_vacancy(advice: Advice, wishes: Wishes) -> str:
    named = [f"--{name}" for name in NARROWING if getattr(wishes, name)]
    if named and advice.field.vacancies:
        return f"No vacancy fits these wishes: drop {' or '.join(named)}"
    return f"{advice.model} finds no vacancy like these skills: name another --model"


def _vacancies(advice: Advice) -> Table:
    return _table(
        "Vacancies that fit",
        ("Vacancy", "Employer", "City", "Similarity", "Your skills in it"),
        [
            (one.title, one.employer, one.city, f"{one.similarity:.2f}", ", ".join(one.matched))
            for one in advice.vacancies
        ],
        numbers=(3,),
    )


def _skills(advice: Advice) -> Table:
    return _table(
        "Skills to learn next",
        ("Skill", "Asked for by", "Similarity"),
        [(one.name, _percent(one.share), f"{one.similarity:.2f}") for one in advice.skills],
        numbers=(1, 2),
        note=_note(advice),
    )


def _note(advice: Advice) -> str:
    """What the columns of the skills mean, and why they stand as they do."""
    last = " what the field does not ask for last." if not advice.skills[-1].share else ""
    return (
        f"Asked for by: share of the field's vacancies. Similarity: {advice.skill_similarity}. "
        f"In the order of {advice.model}{',' if last else '.'}{last}"
    )


def _salaries(advice: Advice) -> Table:
    return _table(
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
    note: str = "",
) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(title),
        title_justify="left",
        caption=Text(note) if note else None,
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for index, column in enumerate(columns):
        number = index in numbers
        table.add_column(column, justify="right" if number else "left", no_wrap=number)
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    return table


def _percent(share: float) -> str:
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"
