"""The picture of what selection costs as the pool grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.reporting.lines import Line, LineStyle, Panel, Point, draw_axis, draw_panels
from tasks.reporting.numbers import whole
from tasks.reporting.svg import Scale, ticks_within
from tasks.reporting.theme import WIDE, Picture, framed

LABEL = 7.0  # room for a name at a line's end, in font sizes
TIMES = {"all": "all, seconds", "scoring": "scoring, seconds", "choosing": "choosing, seconds"}


def large_pool_svg(measured: Sequence[Mapping[str, Any]]) -> str:
    """Seconds and memory over the number of sentences, as `benchmarks.large_pool` measured them."""
    layout = WIDE
    most = max(one["sentences"] for one in measured)
    x = Scale(0, most, layout.left, layout.width - layout.gutter - LABEL * layout.font)
    times = [_line(tone, *time, measured) for tone, time in enumerate(TIMES.items(), start=1)]
    panels = [
        Panel("Seconds", times, lambda _: ""),
        Panel("Peak memory, MB", [_line(1, "", "memory, MB", measured)], lambda _: ""),
    ]
    bottom, parts = draw_panels(panels, x, layout.lower_height, layout)
    ticks = [(n, [whole(n)]) for n in ticks_within(0, most, layout.x_intervals)]
    parts.append(draw_axis(x, bottom, ticks, "sentences in the pool", layout))
    last = max(measured, key=lambda one: one["sentences"])
    told = f"{whole(most)} sentences: {last['all, seconds']} seconds, {last['memory, MB']} MB."
    picture = Picture(
        key="large-pool",
        title="What choosing 1,000 sentences costs as the pool grows",
        description=told,
        heading="Choosing 1,000 sentences with W-BADGE, scoring included, two cores",
        parts=parts,
        width=layout.width,
        height=bottom + layout.font * 3.8,
    )
    return framed(picture, layout.font, standalone=True)


def _line(tone: int, name: str, key: str, measured: Sequence[Mapping[str, Any]]) -> Line:
    points = [Point(one["sentences"], one[key], None) for one in measured]
    style = LineStyle(tone, "none", "circle", False)
    return Line(name, style, sorted(points))
