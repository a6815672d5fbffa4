"""Horizontal bar charts: bars in named groups, each with its value at the end."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from tasks.reporting.svg import element, text
from tasks.reporting.theme import NARROW, Layout, shortened

NAME_CHARACTERS = {"wide": 32, "narrow": 40}


class Bar(NamedTuple):
    """One bar from zero to `value`, at least 0; `written` is the value in words."""

    name: str
    value: float
    written: str


class BarGroup(NamedTuple):
    """Bars under a heading of their own, all on one scale with the other groups."""

    heading: str
    bars: Sequence[Bar]


class _Columns(NamedTuple):
    """Where names end or start, where bars start, and how long the longest one is."""

    names: float
    start: float
    length: float
    row: float


def draw_bars(groups: Sequence[BarGroup], layout: Layout) -> tuple[float, list[str]]:
    """The height of the drawing and its parts; on a phone the names stand above the bars."""
    bars = [bar for group in groups for bar in group.bars]
    values = max((len(bar.written) for bar in bars), default=0) * 0.62 * layout.font + 10
    if layout is NARROW:
        columns = _Columns(0, 0, layout.width - values, layout.font * 3.2)
    else:
        names = layout.font * 17
        start = names + 10
        columns = _Columns(names, start, layout.width - start - values, layout.font * 1.75)
    longest = max((bar.value for bar in bars), default=0.0) or 1.0
    y = 0.0
    parts = []
    for group in groups:
        y += layout.font
        parts.append(text(group.heading, 0, y, "heading"))
        y += layout.font * 0.9
        for bar in group.bars:
            parts.append(_bar(bar, y, bar.value / longest, columns, layout))
            y += columns.row
        y += layout.font * 1.4
    return y - layout.font * 1.2, parts


def _bar(bar: Bar, top: float, share: float, columns: _Columns, layout: Layout) -> str:
    font = layout.font
    name = shortened(bar.name, NAME_CHARACTERS[layout.name])
    above = layout is NARROW
    thick = font * (0.7 if above else 1.05)
    bar_top = top + (font * 1.65 if above else (columns.row - thick) / 2)
    base = bar_top + thick / 2 + font * 0.36
    end = columns.start + columns.length * share
    return element(
        "g",
        element(
            "text",
            element("title", escape(bar.name)) if name != bar.name else "",
            escape(name),
            class_="" if above else "right",
            x=columns.names,
            y=top + font if above else base,
        ),
        element(
            "rect",
            class_="bar",
            x=columns.start,
            y=bar_top,
            width=max(end - columns.start, 1.0),
            height=thick,
        ),
        text(bar.written, end + 6, base, "quiet"),
    )
