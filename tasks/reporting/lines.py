"""Line charts: curves with bands of error, named at their ends, one panel over another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import NamedTuple

from tasks.reporting.svg import Scale, element, number, polyline, push_apart, text, ticks_around
from tasks.reporting.theme import CHARACTER, LINE, WIDE, Layout, abridged

_COLOURS = 8
_DASHES = ("none", "9 3", "2.5 2.5", "9 3 2.5 3", "15 4", "5 3", "12 3 2.5 3 2.5 3")
_MARKERS = ("circle", "square", "triangle", "diamond", "wedge")


class Point(NamedTuple):
    """A mean at `x` and its error; there is none where only one value is known."""

    x: float
    value: float
    error: float | None


class LineStyle(NamedTuple):
    """How a curve is drawn: `tone` names a colour, `open` markers are hollow."""

    tone: int
    dash: str
    marker: str
    open: bool


class Line(NamedTuple):
    """One curve with a point at least.

    `drawn` is false where an axis stands for it, `ringed` the x of a point that stands out.
    `behind` the others it is thin and grey, without band, markers or label.
    """

    name: str
    style: LineStyle
    points: list[Point]
    drawn: bool = True
    ringed: float | None = None
    behind: bool = False


class Panel(NamedTuple):
    """Curves over one scale.

    Attributes
    ----------
    heading
        What the values are.
    lines
        With the same names in the same order as in the panels above and below.
    written
        A value as it stands at the end of a line.
    signed
        The values are differences: their ticks have signs, and zero is an axis.
    reference
        A value to be drawn as a dashed line, and the words on it.
    """

    heading: str
    lines: Sequence[Line]
    written: Callable[[float], str]
    signed: bool = False
    reference: tuple[float, str] | None = None


class Frame(NamedTuple):
    """The rectangle that one panel draws its data in."""

    x: Scale
    y: Scale
    layout: Layout


def line_styles(names: Iterable[str], baseline: str | None = None) -> dict[str, LineStyle]:
    """A colour, a dash pattern and a marker for each name; the baseline is the grey solid line.

    Names that come most often (in most of the figures that share the styles) choose first, so
    they differ in colour; no two of 35 share both dash and marker, for a page without colour.
    """
    counts = Counter(names)
    others = sorted(counts.keys() - {baseline}, key=lambda name: (-counts[name], name))
    styles = {} if baseline is None else {baseline: LineStyle(0, "none", "circle", True)}
    for i, name in enumerate(others):
        marker = _MARKERS[(i + 1) % len(_MARKERS)]
        dash = _DASHES[i % len(_DASHES)]
        styles[name] = LineStyle(i % _COLOURS + 1, dash, marker, i % 2 == 1)
    return styles


def key_svg(style: LineStyle) -> str:
    """A short piece of a line with its marker, for tables."""
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


def draw_panel(panel: Panel, x: Scale, span: tuple[float, float], layout: Layout) -> str:
    """A panel between the heights `span` (top, bottom), over a scale that panels share."""
    values = [edge for line in panel.lines for edge in edges(line)]
    values += [] if panel.reference is None else [panel.reference[0]]
    fitting = int((span[1] - span[0]) / (3 * layout.font))
    intervals = layout.y_intervals // 2 if panel.signed else min(layout.y_intervals, fitting)
    ticks = ticks_around(min(values), max(values), intervals)
    frame = Frame(x, Scale(ticks[0], ticks[-1], span[1], span[0]), layout)
    parts = [
        text(panel.heading, 0, span[0] - layout.font, "heading"),
        draw_grid(frame, ticks, panel.signed),
    ]
    if panel.signed:
        zero = number(frame.y(0))
        parts.append(element("path", class_="axis", d=f"M{number(x.start)} {zero}H{number(x.end)}"))
    parts.append(draw_curves(frame, [line for line in panel.lines if line.drawn]))
    if panel.reference is not None:
        value, words = panel.reference
        y = frame.y(value)
        parts.append(element("path", class_="full", d=f"M{number(x.start)} {number(y)}H{x.end}"))
        # Above the line; beneath where it would reach into the heading.
        base = y - layout.font * 0.45 if y - span[0] > layout.font else y + layout.font * 1.2
        parts.append(text(words, x.start + 6, base, "halo"))
    parts.append(_labels(frame, panel))
    return element("g", *parts)


def draw_panels(
    panels: Sequence[Panel], x: Scale, height: float, layout: Layout
) -> tuple[float, list[str]]:
    """Panels of one `height`, one over another: where the last one ends, and the parts."""
    parts = []
    bottom = -layout.font * 2
    for panel in panels:
        top = bottom + layout.font * 4
        bottom = top + height
        parts.append(draw_panel(panel, x, (top, bottom), layout))
    return bottom, parts


def draw_axis(
    x: Scale, y: float, ticks: Sequence[tuple[float, Sequence[str]]], note: str, layout: Layout
) -> str:
    """A horizontal axis at the height `y`: values with their lines of words, and what they are."""
    parts = [element("path", class_="axis", d=f"M{number(x.start)} {number(y)}H{number(x.end)}")]
    lines = max((len(words) for _, words in ticks), default=0)
    for value, words in ticks:
        at = x(value)
        parts.append(element("path", class_="axis", d=f"M{number(at)} {number(y)}v5"))
        for i, line in enumerate(words):
            class_ = "quiet middle" if i else "middle"
            parts.append(text(line, at, y + layout.font * (1.6 + 1.2 * i), class_))
    down = layout.font * (2 + 1.2 * lines)
    parts.append(text(note, (x.start + x.end) / 2, y + down, "quiet middle"))
    return element("g", *parts)


def label_width(lines: Sequence[Line], layout: Layout) -> float:
    """The room that names and values need right of the curves."""
    longest = max((len(line.name) for line in named(lines)), default=0)
    characters = min(longest, layout.label_characters) + (5 if layout.label_values else 0)
    return layout.gutter + 4 + characters * layout.font * CHARACTER


def named(lines: Iterable[Line]) -> list[Line]:
    """Those that have a label."""
    return [line for line in lines if not line.behind]


def edges(line: Line) -> list[float]:
    """Every value that its drawing reaches."""
    signs = (0.0,) if line.behind else (-1.0, 0.0, 1.0)
    return [point.value + sign * (point.error or 0.0) for point in line.points for sign in signs]


def draw_grid(frame: Frame, ticks: Sequence[float], signed: bool, labelled: bool = True) -> str:
    """Horizontal lines and, where `labelled`, their values to the left of them."""
    parts = []
    for tick in ticks:
        y = frame.y(tick)
        label = f"{tick:+g}" if signed and tick else f"{tick:g}"
        parts.append(
            element("path", class_="grid", d=f"M{number(frame.x.start)} {number(y)}H{frame.x.end}")
        )
        if labelled:
            at = (frame.x.start - 6, y + frame.layout.font * 0.35)
            parts.append(text(label.replace("-", "−"), *at, "quiet right"))
    return "".join(parts)


def draw_curves(frame: Frame, lines: Sequence[Line]) -> str:
    """Curves over their bands, and beneath all those that are `behind`."""
    front = named(lines)
    behind = [_behind(frame, line) for line in lines if line.behind]
    bands = [_toned(line.style, _band(frame, line.points)) for line in front]
    curves = [_toned(line.style, _curve(frame, line)) for line in front]
    return "".join(behind + bands + curves)


def path_of(frame: Frame, points: Sequence[Point]) -> str:
    """Path data through `points`."""
    return polyline([(frame.x(point.x), frame.y(point.value)) for point in points])


def _behind(frame: Frame, line: Line) -> str:
    title = element("title", escape(line.name))
    return element("path", title, class_="behind", d=path_of(frame, line.points))


def _band(frame: Frame, points: Sequence[Point]) -> str:
    known = [(p.x, p.value, p.error) for p in points if p.error is not None]
    upper = [(frame.x(x), frame.y(value + error)) for x, value, error in known]
    lower = [(frame.x(x), frame.y(value - error)) for x, value, error in known]
    if len(known) < 2:
        return ""
    return element("path", class_="band", d=polyline(upper + lower[::-1], closed=True))


def _curve(frame: Frame, line: Line) -> str:
    points = [(frame.x(p.x), frame.y(p.value)) for p in line.points]
    every = max(1, -(-len(points) // 16))
    markers = [_marker(line.style, *p, frame.layout.marker) for p in points[::-1][::every]]
    path = element("path", class_="curve", d=polyline(points), stroke_dasharray=line.style.dash)
    rings = [
        element("circle", class_="ring", cx=x, cy=y, r=2.3 * frame.layout.marker)
        for (x, y), point in zip(points, line.points, strict=True)
        if point.x == line.ringed
    ]
    return path + "".join(markers + rings)


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


def _labels(frame: Frame, panel: Panel) -> str:
    """Names (and values, where there is room) right of the line ends, tied to them by leaders."""
    layout, lines = frame.layout, named(panel.lines)
    margin = layout.font * 0.6
    ends = [(frame.x(line.points[-1].x), frame.y(line.points[-1].value)) for line in lines]
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
        name = abridged(line.name, layout.label_characters)
        value = panel.written(line.points[-1].value) if line.drawn else "0"
        parts.append(
            _toned(
                line.style,
                element("path", class_="leader", d=polyline(leader)),
                element(
                    "text",
                    element("title", escape(line.name)) if name != line.name else "",
                    element("tspan", escape(name), class_="name"),
                    element("tspan", f" {escape(value)}") if layout.label_values else "",
                    x=text_x,
                    y=label_y + layout.font * 0.35,
                ),
            )
        )
    return "".join(parts)


def _toned(style: LineStyle, *children: str) -> str:
    return element("g", *children, class_=f"tone-{style.tone}")
