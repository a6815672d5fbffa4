"""Sections as Markdown, for a results folder that is read where code is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from tasks.reporting.blocks import Block, Details, Facts, PageSection, Prose, Subheading
from tasks.reporting.tables import Cell, Heading, ResultTable, Row

SPECIAL = re.compile(r"([\\`*_\[\]<>|&~#$])")


def markdown(sections: Iterable[PageSection]) -> str:
    """Headings, paragraphs and tables; figures are left to whoever knows their files."""
    lines = [line for section in sections for line in _section(section)]
    return "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A text on one line in which nothing is markup."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _section(section: PageSection) -> Iterator[str]:
    yield f"## {escaped(section.title)}"
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Prose():
            yield escaped(block.text)
        case Subheading():
            yield f"### {escaped(block.text)}"
        case Facts():
            yield "\n".join(f"- {escaped(name)}: {escaped(value)}" for name, value in block.pairs)
        case ResultTable():
            yield from _table(block)
        case Details():
            yield f"<details><summary>{escape(block.summary)}</summary>"
            for part in block.blocks:
                yield from _block(part)
            yield "</details>"


def _table(table: ResultTable) -> Iterator[str]:
    yield f"**{escaped(table.caption)}**"
    others = ["---" if one.words else "---:" for one in table.headings[1:]]
    lines = [_line(_heading(one) for one in table.headings), _line(["---", *others])]
    for group in table.groups:
        if group.name:
            lines.append(_line([f"*{escaped(group.name)}*", *[""] * (len(table.headings) - 1)]))
        lines += [_row(row) for row in group.rows]
    yield "\n".join(lines)
    if table.note:
        yield escaped(table.note)


def _row(row: Row) -> str:
    return _line(_cell(cell) for cell in (row.name, *row.cells))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _heading(heading: Heading) -> str:
    return _noted(escaped(heading.text), heading.note)


def _cell(cell: Cell) -> str:
    text = escaped(cell.text)
    return _noted(f"**{text}**" if cell.best else text, cell.note)


def _noted(text: str, note: str) -> str:
    return f"{text} ({escaped(note)})" if note else text
