"""The learning-curve figure of a sweep, as SVG: F1 over words annotated, and over random."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NamedTuple

from tasks.reporting.curves import (
    Point,
    difference_curve,
    full_data_f1,
    learning_curve,
    training_words,
)
from tasks.reporting.svg import (
    Scale,
    element,
    number,
    polyline,
    push_apart,
    text,
    ticks_around,
    ticks_within,
)
from tasks.reporting.sweep import RANDOM, Sweep

STYLE = (Path(__file__).parent / "figure.css").read_text(encoding="utf-8")

LIGHT = {
    "page": "#ffffff",
    "ink": "#1b1f24",
    "quiet": "#5a626c",
    "rule": "#e4e7eb",
    "tone-0": "#5a626c",
    "tone-1": "#0b5cad",
    "tone-2": "#b93a0b",
    "tone-3": "#0b7065",
    "tone-4": "#7132c8",
    "tone-5": "#b0185f",
    "tone-6": "#735c00",
    "tone-7": "#7a4420",
    "tone-8": "#3c6112",
}
DARK = {
    "page": "#15181b",
    "ink": "#e8eaed",
    "quiet": "#a3abb5",
    "rule": "#2d3238",
    "tone-0": "#a3abb5",
    "tone-1": "#6fb3f7",
    "tone-2": "#ff9160",
    "tone-3": "#4fd0bf",
    "tone-4": "#bd9dfa",
    "tone-5": "#f58bba",
    "tone-6": "#dcc24a",
    "tone-7": "#d3a57c",
    "tone-8": "#a5cb62",
}

_COLOURS = 8
_DASHES = ("none", "9 3", "2.5 2.5", "9 3 2.5 3", "15 4", "5 3", "12 3 2.5 3 2.5 3")
_MARKERS = ("circle", "square", "triangle", "diamond", "wedge")


LINE = 1.25  # height of a line of labels, in font sizes
CHARACTER = 0.74  # generous width of a bold character, in font sizes


class LineStyle(NamedTuple):
    """How a strategy is drawn: `tone` names a colour, `open` markers are hollow."""

    tone: int
    dash: str
    marker: str
    open: bool


class Layout(NamedTuple):
    """Sizes of a figure in user units, made for one width on the screen."""

    name: str
    width: int
    font: float
    left: int
    height: int
    difference_height: int
    x_intervals: int
    y_intervals: int
    label_characters: int
    label_values: bool
    marker: float
    gutter: int


WIDE = Layout("wide", 800, 13, 52, 350, 170, 8, 8, 26, True, 3.6, 30)
NARROW = Layout("narrow", 340, 11, 42, 270, 150, 3, 7, 12, False, 2.8, 18)


@dataclass(frozen=True)
class _Frame:
    """The rectangle that one panel draws its data in."""

    x: Scale
    y: Scale
    layout: Layout


class _Line(NamedTuple):
    strategy: str
    style: LineStyle
    points: list[Point]


def line_styles(names: Iterable[str]) -> dict[str, LineStyle]:
    """A colour, a dash pattern and a marker for each strategy; random is the grey solid line.

    Names that come most often (in most of the sweeps that share the styles) choose first, so
    they differ in colour; no two of 35 share both dash and marker, for a page without colour.
    """
    counts = Counter(names)
    others = sorted(counts.keys() - {RANDOM}, key=lambda name: (-counts[name], name))
    styles = {RANDOM: LineStyle(0, "none", "circle", True)}
    for i, name in enumerate(others):
        marker = _MARKERS[(i + 1) % len(_MARKERS)]
        dash = _DASHES[i % len(_DASHES)]
        styles[name] = LineStyle(i % _COLOURS + 1, dash, marker, i % 2 == 1)
    return styles


def learning_curves_svg(
    sweep: Sweep,
    layout: Layout = WIDE,
    styles: Mapping[str, LineStyle] | None = None,
    standalone: bool = False,
) -> str:
    """Draw F1 over words annotated and, beneath, the difference to random paired by seed.

    Lines are means over seeds, bands are ± one standard error; a single seed has no band.
    The full-data F1 is a dashed line where there is one, and the lower panel is there where
    random is.

    Parameters
    ----------
    sweep
        The sweep to draw.
    layout
        `WIDE` for a page, `NARROW` for a phone.
    styles
        From `line_styles`, to share them between figures.
    standalone
        Give the figure its own colours and a white ground, so that it can be a file; without,
        the page must define the style sheet `STYLE` and the colours as custom properties.
    """
    styles = line_styles(sweep.strategies) if styles is None else styles
    lines = [_Line(s, styles[s], learning_curve(sweep.rounds, s)) for s in sweep.strategies]
    full = full_data_f1(sweep.rounds)
    height, panels = _panels(sweep, lines, full, layout)
    key = f"{figure_name(sweep)}-{layout.name}"
    title = element("title", escape(f"Learning curves of {sweep.name}"), id=f"{key}-title")
    description = element("desc", escape(_description(lines, full)), id=f"{key}-description")
    root: dict[str, str | float] = {
        "class_": "figure",
        "role": "img",
        "aria_labelledby": f"{key}-title {key}-description",
        "font_size": layout.font,
    }
    if not standalone:
        root["viewBox"] = f"0 0 {layout.width} {number(height)}"
        return element("svg", title, description, *panels, **root)

    space, heading = 16, layout.font * 2
    width, height = layout.width + 2 * space, height + 2 * space + heading
    root["viewBox"] = f"{-space} {number(-space - heading)} {width} {number(height)}"
    ground = {"x": -space, "y": -space - heading, "width": width, "height": height}
    return element(
        "svg",
        title,
        description,
        element("style", escape(_with_colours(STYLE, LIGHT), quote=False)),
        element("rect", class_="ground", **ground),
        text(f"{sweep.name}: {_terms(sweep)}", 0, layout.font - heading, "heading"),
        *panels,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        **root,
    )


def figure_name(sweep: Sweep) -> str:
    """``<corpus>-<architecture>``, fit for file names and anchors."""
    parts = (sweep.statistics.corpus, sweep.statistics.architecture)
    return "-".join(re.sub(r"[^A-Za-z0-9_.]+", "-", part) for part in parts)


def key_svg(style: LineStyle) -> str:
    """A short piece of a strategy's line with its marker, for tables."""
    return element(
        "svg",
        element("path", class_="curve", d="M0 7H40", stroke_dasharray=style.dash),
        _marker(style, 20, 7, WIDE.marker),
        class_=f"key tone-{style.tone}",
        viewBox="0 0 40 14",
        width=40,
        height=14,
        aria_hidden="true",
    )


def _panels(
    sweep: Sweep, lines: Sequence[_Line], full: float | None, layout: Layout
) -> tuple[float, list[str]]:
    """The height of the drawing and its parts, from the top down."""
    differences = [
        line._replace(points=difference_curve(sweep.rounds, line.strategy, RANDOM))
        for line in lines
    ]
    differences = [line for line in differences if line.points]
    x = Scale(
        0.0,
        max((point.share for line in lines for point in line.points), default=1.0),
        layout.left,
        layout.width - _label_width(lines, layout),
    )
    top = layout.font * 2
    bottom = top + max(layout.height, len(lines) * layout.font * LINE)
    parts = [_f1_panel(lines, full, x, (top, bottom), layout)]
    if len(differences) > 1:
        top = bottom + layout.font * 4
        bottom = top + max(layout.difference_height, len(differences) * layout.font * LINE)
        parts.append(_difference_panel(differences, x, (top, bottom), layout))
    parts.append(_words_axis(x, bottom, training_words(sweep.rounds), layout))
    return bottom + layout.font * 5, parts


def _f1_panel(
    lines: Sequence[_Line],
    full: float | None,
    x: Scale,
    span: tuple[float, float],
    layout: Layout,
) -> str:
    values = [edge for line in lines for edge in _edges(line.points)]
    values += [] if full is None else [full]
    ticks = ticks_around(min(values), max(values), layout.y_intervals)
    frame = _Frame(x, Scale(ticks[0], ticks[-1], span[1], span[0]), layout)
    parts = [
        text("F1 on test (%)", 0, span[0] - layout.font, "heading"),
        _grid(frame, ticks, signed=False),
        _curves(frame, lines),
    ]
    if full is not None:
        y = frame.y(full)
        note = f"full data {full:.1f}"
        parts.append(element("path", class_="full", d=f"M{number(x.start)} {number(y)}H{x.end}"))
        parts.append(text(note, x.start + 6, y - layout.font * 0.45, "halo"))
    parts.append(_labels(frame, lines, "{:.1f}"))
    return element("g", *parts)


def _difference_panel(
    lines: Sequence[_Line], x: Scale, span: tuple[float, float], layout: Layout
) -> str:
    values = [edge for line in lines for edge in _edges(line.points)]
    ticks = ticks_around(min(values), max(values), layout.y_intervals // 2)
    frame = _Frame(x, Scale(ticks[0], ticks[-1], span[1], span[0]), layout)
    zero = number(frame.y(0))
    note = "Difference to random (points of F1, paired by seed)"
    if layout is NARROW:
        note = "Difference to random (points)"
    return element(
        "g",
        text(note, 0, span[0] - layout.font, "heading"),
        _grid(frame, ticks, signed=True),
        element("path", class_="axis", d=f"M{number(x.start)} {zero}H{number(x.end)}"),
        _curves(frame, [line for line in lines if line.strategy != RANDOM]),
        _labels(frame, lines, "{:+.1f}"),
    )


def _edges(points: Sequence[Point]) -> list[float]:
    return [
        point.value + sign * (point.stderr or 0.0) for point in points for sign in (-1.0, 0.0, 1.0)
    ]


def _grid(frame: _Frame, ticks: Sequence[float], signed: bool) -> str:
    parts = []
    for tick in ticks:
        y = frame.y(tick)
        label = f"{tick:+g}" if signed and tick else f"{tick:g}"
        parts.append(
            element("path", class_="grid", d=f"M{number(frame.x.start)} {number(y)}H{frame.x.end}")
        )
        parts.append(
            text(
                label.replace("-", "−"),
                frame.x.start - 6,
                y + frame.layout.font * 0.35,
                "quiet right",
            )
        )
    return "".join(parts)


def _words_axis(x: Scale, y: float, words: int, layout: Layout) -> str:
    parts = [element("path", class_="axis", d=f"M{number(x.start)} {number(y)}H{number(x.end)}")]
    for tick in ticks_within(x.low, x.high, layout.x_intervals):
        at, font = x(tick), layout.font
        parts += [
            element("path", class_="axis", d=f"M{number(at)} {number(y)}v5"),
            text(f"{round(100 * tick, 6):g} %", at, y + font * 1.6, "middle"),
            text(f"{round(tick * words):,}", at, y + font * 2.8, "quiet middle"),
        ]
    note = "words annotated: share and number"
    parts.append(text(note, (x.start + x.end) / 2, y + layout.font * 4.4, "quiet middle"))
    return element("g", *parts)


def _curves(frame: _Frame, lines: Sequence[_Line]) -> str:
    bands = [_toned(line.style, _band(frame, line.points)) for line in lines]
    curves = [_toned(line.style, _curve(frame, line)) for line in lines]
    return "".join(bands + curves)


def _band(frame: _Frame, points: Sequence[Point]) -> str:
    known = [(p.share, p.value, p.stderr) for p in points if p.stderr is not None]
    upper = [(frame.x(share), frame.y(value + error)) for share, value, error in known]
    lower = [(frame.x(share), frame.y(value - error)) for share, value, error in known]
    if len(known) < 2:
        return ""
    return element("path", class_="band", d=polyline(upper + lower[::-1], closed=True))


def _curve(frame: _Frame, line: _Line) -> str:
    points = [(frame.x(p.share), frame.y(p.value)) for p in line.points]
    every = max(1, -(-len(points) // 16))
    markers = [_marker(line.style, *p, frame.layout.marker) for p in points[::-1][::every]]
    path = element("path", class_="curve", d=polyline(points), stroke_dasharray=line.style.dash)
    return path + "".join(markers)


def _marker(style: LineStyle, x: float, y: float, size: float) -> str:
    classes = "marker open" if style.open else "marker"
    if style.marker == "circle":
        return element("circle", class_=classes, cx=x, cy=y, r=size)
    unit = {
        "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        "triangle": [(0, -1.25), (1.15, 0.85), (-1.15, 0.85)],
        "diamond": [(0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)],
        "wedge": [(0, 1.25), (1.15, -0.85), (-1.15, -0.85)],
    }[style.marker]
    corners = [(x + size * dx, y + size * dy) for dx, dy in unit]
    return element("path", class_=classes, d=polyline(corners, closed=True))


def _labels(frame: _Frame, lines: Sequence[_Line], value_format: str) -> str:
    """Names (and values, where there is room) right of the line ends, tied to them by leaders."""
    layout = frame.layout
    margin = layout.font * 0.6
    ends = [(frame.x(line.points[-1].share), frame.y(line.points[-1].value)) for line in lines]
    placed = push_apart(
        [y for _, y in ends], layout.font * LINE, frame.y.end + margin, frame.y.start - margin
    )
    parts = []
    for line, (end, y), label_y in zip(lines, ends, placed, strict=True):
        edge = frame.x.end
        text_x = edge + layout.gutter
        start = max(end, edge - 1) + layout.marker + 2
        leader = [
            (end + layout.marker, y),
            (start, y),
            (text_x - 8, label_y),
            (text_x - 4, label_y),
        ]
        name = _shortened(line.strategy, layout.label_characters)
        value = value_format.format(line.points[-1].value).replace("-", "−")
        if line.strategy == RANDOM and value_format.startswith("{:+"):
            value = "0"
        parts.append(
            _toned(
                line.style,
                element("path", class_="leader", d=polyline(leader)),
                element(
                    "text",
                    element("title", escape(line.strategy)) if name != line.strategy else "",
                    element("tspan", escape(name), class_="name"),
                    element("tspan", f" {value}") if layout.label_values else "",
                    x=text_x,
                    y=label_y + layout.font * 0.35,
                ),
            )
        )
    return "".join(parts)


def _label_width(lines: Sequence[_Line], layout: Layout) -> float:
    longest = max((len(line.strategy) for line in lines), default=0)
    characters = min(longest, layout.label_characters) + (5 if layout.label_values else 0)
    return layout.gutter + 4 + characters * layout.font * CHARACTER


def _toned(style: LineStyle, *children: str) -> str:
    return element("g", *children, class_=f"tone-{style.tone}")


def _shortened(name: str, characters: int) -> str:
    return name if len(name) <= characters else name[: characters - 1] + "…"


def _terms(sweep: Sweep) -> str:
    """What a figure that stands alone must say of itself."""
    seeds = len({row.seed for row in sweep.rounds})
    mean = "one seed" if seeds == 1 else f"mean of {seeds} seeds, band ± one standard error"
    return f"{sweep.statistics.vectors} vectors, {mean}"


def _description(lines: Sequence[_Line], full: float | None) -> str:
    ends = sorted(lines, key=lambda line: -line.points[-1].value)
    values = "; ".join(f"{line.strategy} {line.points[-1].value:.1f}" for line in ends)
    reference = "" if full is None else f" Full data: {full:.1f}."
    return f"Mean F1 on test in percent at the last round: {values}.{reference}"


def _with_colours(style: str, colours: Mapping[str, str]) -> str:
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda match: colours[match[1]], style)
