"""Every strategy in a small panel of its own, before the grey of all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from tasks.reporting.curves import difference_curve, learning_curve
from tasks.reporting.figure import figure_name
from tasks.reporting.lines import Frame, Line, LineStyle, draw_curves, draw_grid, edges, path_of
from tasks.reporting.numbers import decimal
from tasks.reporting.svg import Scale, element, number, text, ticks_around, ticks_within
from tasks.reporting.sweep import RANDOM, Sweep
from tasks.reporting.theme import CHARACTER, NARROW, WIDE, Layout, Picture, abridged, framed

COLUMNS = {"wide": 4, "narrow": 2}
TOP = 1.8  # of the line above all, in font sizes
GAP = 1.3  # between panels, in font sizes
HEIGHT = 6.5  # of a panel's data, in font sizes
HEAD = 3.4  # of its name and number, in font sizes
FOOT = 1.8  # of the words beneath the last row, in font sizes


class _Grid(NamedTuple):
    """Where panels stand: how many side by side, and the width of one's data."""

    columns: int
    width: float
    layout: Layout

    def left(self, i: int) -> float:
        """Where the data of panel `i` starts."""
        return self.layout.left + (i % self.columns) * (self.width + GAP * self.layout.font)

    def top(self, i: int) -> float:
        """Where the panel `i` starts, its name included; a line above all says what they are."""
        return (TOP + (i // self.columns) * (HEAD + HEIGHT + GAP)) * self.layout.font


class _Drawing(NamedTuple):
    """What all panels share; `context` refers to the curves of all strategies."""

    frame: Frame
    grid: _Grid
    ticks: Sequence[float]
    signed: bool
    context: str


def multiples_svg(sweep: Sweep, styles: Mapping[str, LineStyle], layout: Layout = WIDE) -> str:
    """Draw the mean difference to random over the words annotated, a panel a strategy.

    Highest ALC first, all on one scale. Without random the curves are those of F1 itself.
    """
    lines = _lines(sweep, styles)
    grid = _grid(layout)
    signed = RANDOM in sweep.strategies
    values = [edge for line in lines for edge in edges(line)] + [0.0] * signed
    ticks = ticks_around(min(values), max(values), 3)
    last = max(point.x for line in lines for point in line.points)
    frame = Frame(
        Scale(0.0, last, 0.0, grid.width),
        Scale(ticks[0], ticks[-1], HEIGHT * layout.font, 0.0),
        layout,
    )
    key = f"{figure_name(sweep)}-multiples-{layout.name}"
    context = element(
        "defs",
        element(
            "path",
            id=f"{key}-all",
            class_="behind",
            d="".join(path_of(frame, line.points) for line in lines),
        ),
    )
    drawing = _Drawing(frame, grid, ticks, signed, f"#{key}-all")
    panels = [
        _panel(drawing, i, line, _alc(sweep, line.name), i + grid.columns >= len(lines))
        for i, line in enumerate(lines)
    ]
    picture = Picture(
        key=key,
        title=f"Each strategy by itself on {sweep.name}",
        description="; ".join(f"{line.name} {line.points[-1].value:+.1f}" for line in lines)
        + " at the last round.",
        heading=sweep.name,
        parts=[context, text(_heading(sweep, layout), 0, layout.font, "heading"), *panels],
        width=layout.width,
        height=grid.top(len(lines) - 1) + (HEAD + HEIGHT + FOOT) * layout.font,
    )
    return framed(picture, layout.font, standalone=False)


def _heading(sweep: Sweep, layout: Layout) -> str:
    if RANDOM not in sweep.strategies:
        return "Each by itself: F1 on test (%)"
    unit = "points" if layout is NARROW else "points of F1, paired by seed"
    return f"Each by itself: difference to random ({unit})"


def _lines(sweep: Sweep, styles: Mapping[str, LineStyle]) -> list[Line]:
    curves = {
        name: difference_curve(sweep.rounds, name, RANDOM)
        if RANDOM in sweep.strategies
        else learning_curve(sweep.rounds, name)
        for name in sweep.ranked
        if name != RANDOM
    }
    return [Line(name, styles[name], points) for name, points in curves.items() if points]


def _grid(layout: Layout) -> _Grid:
    columns = COLUMNS[layout.name]
    room = layout.width - layout.left - (columns - 1) * GAP * layout.font - layout.font
    return _Grid(columns, room / columns, layout)


def _alc(sweep: Sweep, name: str) -> str:
    known = sweep.statistics.strategies.get(name)
    return f"ALC {decimal(known.alc.mean, 2)}" if known else "no ALC"


def _panel(drawing: _Drawing, i: int, line: Line, words: str, lowest: bool) -> str:
    frame, grid = drawing.frame, drawing.grid
    font, width = frame.layout.font, grid.width
    name = abridged(line.name, int(width / (font * CHARACTER)))
    zero = element("path", class_="axis", d=f"M0 {number(frame.y(0))}H{number(width)}")
    shares = [share for share in ticks_within(0.0, frame.x.high, 4) if share and lowest]
    return element(
        "g",
        element(
            "text",
            element("title", escape(line.name)) if name != line.name else "",
            escape(name),
            class_=f"name tone-{line.style.tone}",
            x=0,
            y=-1.75 * font,
        ),
        text(words, 0, -0.55 * font, "quiet"),
        draw_grid(frame, drawing.ticks, drawing.signed, labelled=not i % grid.columns),
        zero if drawing.signed else "",
        element("use", href=drawing.context),
        draw_curves(frame, [line]),
        *(
            text(f"{100 * share:g} %", frame.x(share), (HEIGHT + 1.35) * font, "quiet middle")
            for share in shares
        ),
        transform=f"translate({number(grid.left(i))} {number(grid.top(i) + HEAD * font)})",
    )
