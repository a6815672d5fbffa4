"""Matrices of strategies: a colour and, where there is room, a number in every cell."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from tasks.reporting.svg import element, number, text
from tasks.reporting.theme import NARROW, Layout, abridged

NEUTRAL = "cell"
SELF = "cell self"
WIDEST = 5.4  # a cell, in font sizes
FLATTEST, TALLEST = 1.4, 2.4  # a cell, in font sizes
DIGIT = 0.62  # generous width of a character, in font sizes
SMALLEST = 8.0  # font of a number that can still be read


class Value(NamedTuple):
    """One cell: what is written in it, its colour, and what it says in full.

    `mark` stands in the corner, and in the middle where there is no room for the number; an
    `outlined` cell stands out.
    """

    written: str
    class_: str
    title: str
    mark: str = ""
    outlined: bool = False


class Matrix(NamedTuple):
    """Rows and columns of the same `names`, and a row beneath if there is a name for it."""

    names: Sequence[str]
    rows: Sequence[Sequence[Value]]
    foot_name: str = ""
    foot: Sequence[Value] = ()


class Shades(NamedTuple):
    """A legend: the colours from left to right, the values between, and words at both ends."""

    classes: Sequence[str]
    bounds: Sequence[str]
    ends: tuple[str, str]


class _Cells(NamedTuple):
    """Where cells start, and the width, the height and the font of each."""

    left: float
    top: float
    width: float
    height: float
    font: float


def step_of(value: float, steps: Sequence[float]) -> int:
    """How many of the rising `steps` the size of `value` reaches."""
    return int(np.searchsorted(steps, abs(value), side="right"))


def diverging(value: float, steps: Sequence[float]) -> str:
    """The colour of a difference: neutral near zero, one hue above it and one below."""
    step = step_of(value, steps)
    return f"cell {'up' if value > 0 else 'down'} step-{step}" if step else NEUTRAL


def draw_matrix(matrix: Matrix, shades: Shades, layout: Layout) -> tuple[float, list[str]]:
    """The height of the drawing and its parts: names, cells, the row beneath, and a legend.

    On a phone the columns have the numbers of the rows for a head, and cells without room for a
    number show their colour alone.
    """
    numbered = layout is NARROW
    names = [abridged(name, layout.label_characters) for name in matrix.names]
    if numbered:
        names = [f"{i} {name}" for i, name in enumerate(names, start=1)]
    cells = _cells(matrix, names, layout)
    parts = [_column_name(i, names, matrix, cells, layout) for i in range(len(names))]
    for i, row in enumerate(matrix.rows):
        top = cells.top + i * cells.height
        parts.append(_row(names[i], matrix.names[i], row, top, cells, layout))
    bottom = cells.top + len(names) * cells.height
    if matrix.foot:
        foot = abridged(matrix.foot_name, layout.label_characters)
        bottom += cells.height * 0.35
        parts.append(_row(foot, matrix.foot_name, matrix.foot, bottom, cells, layout))
        bottom += cells.height
    parts += [
        _outline(cells.left + j * cells.width, cells.top + i * cells.height, cells)
        for i, row in enumerate(matrix.rows)
        for j, value in enumerate(row)
        if value.outlined
    ]
    height, legend = _legend(shades, bottom + layout.font, layout)
    return height, [*parts, *legend]


def _cells(matrix: Matrix, names: Sequence[str], layout: Layout) -> _Cells:
    font = layout.font
    widest = max(map(len, [*names, abridged(matrix.foot_name, layout.label_characters)]))
    left = widest * font * DIGIT + 10
    width = min((layout.width - left - 1) / len(names), WIDEST * font)
    upright = max(map(len, names)) * font * DIGIT > width and layout is not NARROW
    top = max(map(len, names)) * font * DIGIT + 6 if upright else font * 1.5
    height = min(max(width, FLATTEST * font), TALLEST * font)
    values = [value for row in (*matrix.rows, matrix.foot) for value in row]
    characters = max(len(value.written) for value in values)
    return _Cells(left, top, width, height, min(font, (width - 4) / (max(characters, 1) * DIGIT)))


def _column_name(
    i: int, names: Sequence[str], matrix: Matrix, cells: _Cells, layout: Layout
) -> str:
    x, y = cells.left + (i + 0.5) * cells.width, cells.top - 6
    if layout is NARROW:
        size = min(layout.font, (cells.width - 1) / (2 * DIGIT))
        return element("g", text(str(i + 1), x, y, "quiet middle"), font_size=size)
    title = element("title", escape(matrix.names[i]))
    if max(map(len, names)) * layout.font * DIGIT <= cells.width:
        return element("text", title, escape(names[i]), class_="middle", x=x, y=y)
    x += layout.font * 0.35
    turned = f"rotate(-90 {number(x)} {number(y)})"
    return element("text", title, escape(names[i]), x=x, y=y, transform=turned)


def _row(
    shown: str, name: str, row: Sequence[Value], top: float, cells: _Cells, layout: Layout
) -> str:
    base = top + cells.height / 2
    parts = [
        element(
            "text",
            element("title", escape(name)) if name not in shown else "",
            escape(shown),
            class_="" if layout is NARROW else "right",
            x=0 if layout is NARROW else cells.left - 8,
            y=base + layout.font * 0.35,
        )
    ]
    parts += [_cell(value, cells.left + j * cells.width, top, cells) for j, value in enumerate(row)]
    return element("g", *parts)


def _cell(value: Value, x: float, y: float, cells: _Cells) -> str:
    font, middle = cells.font, x + cells.width / 2
    words = []
    if font >= SMALLEST:
        words.append(text(value.written, middle, y + cells.height / 2 + font * 0.35, "middle"))
        if value.mark:
            words.append(text(value.mark, x + cells.width - 2.5, y + font * 1.05, "name right"))
    elif value.mark:
        font = cells.width
        # The star hangs from the top of its line.
        words.append(text(value.mark, middle, y + cells.height / 2 + font * 0.55, "middle"))
    return element(
        "g",
        element("title", escape(value.title)) if value.title else "",
        element("rect", class_=value.class_, x=x, y=y, width=cells.width, height=cells.height),
        *words,
        font_size=font,
    )


def _outline(x: float, y: float, cells: _Cells) -> str:
    return element(
        "rect",
        class_="outline",
        x=x + 0.75,
        y=y + 0.75,
        width=cells.width - 1.5,
        height=cells.height - 1.5,
    )


def _legend(shades: Shades, top: float, layout: Layout) -> tuple[float, list[str]]:
    """Where the legend ends, and its parts."""
    font = layout.font
    width = min(layout.width / len(shades.classes), 2.8 * font)
    right = width * len(shades.classes)
    parts = [
        element("rect", class_=class_, x=i * width + 0.5, y=top, width=width, height=font)
        for i, class_ in enumerate(shades.classes)
    ]
    parts += [
        text(bound, (i + 1) * width, top + 2.2 * font, "quiet middle")
        for i, bound in enumerate(shades.bounds)
    ]
    parts.append(text(shades.ends[0], 0, top + 3.6 * font, "quiet"))
    parts.append(text(shades.ends[1], right, top + 3.6 * font, "quiet right"))
    return top + 4.2 * font, parts
