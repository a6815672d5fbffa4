"""The pictures of the topics: coherence over the number of topics, likeness of the topics."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.reporting.adviser.results.topics import TopicModelMeasures, TopicResults
from tasks.reporting.curves import mean_and_stderr
from tasks.reporting.heat_map import (
    FONT,
    WIDTH,
    draw_heat_map,
    most_alike,
    neighbours_first,
    ordered,
)
from tasks.reporting.lines import (
    Line,
    LineStyle,
    Panel,
    Point,
    draw_axis,
    draw_panels,
    label_width,
    line_styles,
)
from tasks.reporting.numbers import decimal
from tasks.reporting.svg import Scale
from tasks.reporting.theme import LINE, WIDE, Layout, Picture, framed

NAMES = {
    "lda": "LDA",
    "nmf": "NMF",
    "report-lda": "LDA (the report’s)",
    "report-nmf": "NMF (the report’s)",
}
APART = 2.6  # of two ticks on the axis, in font sizes


def coherence_svg(topics: TopicResults, layout: Layout = WIDE, standalone: bool = False) -> str:
    """Draw quality, NPMI and c_v over the number of topics, the number chosen ringed.

    Means over seeds; bands are ± one standard error.

    Raises
    ------
    ValueError
        When nothing was measured; see `has_curves`.
    """
    panels = _panels(topics)
    if not panels:
        raise ValueError("no topic model was measured")
    lines = max((panel.lines for panel in panels), key=len)
    numbers = sorted({point.x for panel in panels for line in panel.lines for point in line.points})
    right = layout.width - label_width(lines, layout)
    low, high = numbers[0], numbers[-1]
    # A single number stands in the middle of an axis of its own.
    x = (
        Scale(low, high, layout.left, right)
        if low < high
        else Scale(low - 1, high + 1, layout.left, right)
    )
    height = max(layout.lower_height, len(lines) * layout.font * LINE)
    bottom, parts = draw_panels(panels, x, height, layout)
    ticks = [(number, [f"{2**number:.0f}"]) for number in _apart(numbers, x, layout.font * APART)]
    parts.append(draw_axis(x, bottom, ticks, "number of topics (logarithmic)", layout))
    chosen = "; ".join(
        f"{kind_name(kind)} {one.topics}" for kind, one in topics.file.chosen.items()
    )
    picture = Picture(
        key=f"coherence-{layout.name}",
        title="Coherence over the number of topics",
        description=f"Number of topics chosen: {chosen}. {_ends(panels)}",
        heading="Mean over seeds, band ± one standard error; ringed: the number chosen",
        parts=parts,
        width=layout.width,
        height=bottom + layout.font * 3.8,
    )
    return framed(picture, layout.font, standalone)


def kind_name(kind: str) -> str:
    """A kind of model as it is written."""
    return NAMES.get(kind, kind)


def has_curves(topics: TopicResults) -> bool:
    """Whether there is anything for `coherence_svg` to draw."""
    return bool(_panels(topics))


def heat_map_svg(topics: TopicResults, kind: str, standalone: bool = False) -> str:
    """Draw the cosine of each topic of the kept model `kind` with each other.

    Alike topics stand side by side; see `neighbours_first`.
    """
    similarity = similarity_of(topics.file.kept[kind])
    height, parts = draw_heat_map(ordered(similarity, neighbours_first(similarity)))
    pairs = most_alike(similarity, 5)
    others = similarity[np.triu_indices(len(similarity), k=1)]
    mean = f"Mean cosine of different topics: {decimal(float(others.mean()), 3)}. " if pairs else ""
    alike = ", ".join(f"{a} and {b} ({decimal(value, 2)})" for a, b, value in pairs)
    picture = Picture(
        key=f"likeness-{kind}",
        title=f"Likeness of the {len(similarity)} topics of {kind_name(kind)}",
        description=f"{mean}Most alike: {alike or 'none'}.",
        heading=f"{kind_name(kind)}, {len(similarity)} topics: cosine of each with each other",
        parts=parts,
        width=WIDTH,
        height=height,
    )
    return framed(picture, FONT, standalone)


def similarity_of(measures: TopicModelMeasures) -> NDArray[np.float64]:
    """The matrix of cosines, (topics, topics)."""
    size = len(measures.similarity)
    return np.array(measures.similarity, dtype=np.float64).reshape(size, size)


def kind_styles(topics: TopicResults) -> dict[str, LineStyle]:
    """How each kind of model is drawn."""
    file = topics.file
    return line_styles({*file.chosen, *file.kept, *(one.kind for one in file.sweep)})


def _panels(topics: TopicResults) -> list[Panel]:
    styles = kind_styles(topics)
    chosen = {kind: math.log2(one.topics) for kind, one in topics.file.chosen.items()}
    quality = {
        kind: [
            Point(math.log2(p.topics), p.quality, p.standard_error if p.seeds > 1 else None)
            for p in sorted(one.curve, key=lambda point: point.topics)
        ]
        for kind, one in topics.file.chosen.items()
    }
    measured = {
        "Topic quality: NPMI × diversity": quality,
        "NPMI coherence": _means(topics.file.sweep, lambda one: one.npmi),
        "c_v coherence": _means(topics.file.sweep, lambda one: one.c_v),
    }
    return [
        Panel(
            heading,
            [
                Line(kind_name(kind), styles[kind], curve, ringed=chosen.get(kind))
                for kind, curve in found
            ],
            lambda value: decimal(value, 3),
        )
        for heading, curves in measured.items()
        if (found := [(kind, curve) for kind, curve in sorted(curves.items()) if curve])
    ]


def _means(
    sweep: Sequence[TopicModelMeasures], value: Callable[[TopicModelMeasures], float]
) -> dict[str, list[Point]]:
    found: dict[str, dict[int, list[float]]] = {}
    for one in sweep:
        found.setdefault(one.kind, {}).setdefault(one.topics, []).append(value(one))
    return {
        kind: [
            Point(math.log2(topics), *mean_and_stderr(values))
            for topics, values in sorted(by_topics.items())
        ]
        for kind, by_topics in found.items()
    }


def _apart(numbers: Sequence[float], x: Scale, gap: float) -> list[float]:
    """Those of the ascending numbers whose ticks do not touch, the last one always."""
    kept = [numbers[-1]]
    for number in numbers[-2::-1]:
        if x(kept[-1]) - x(number) >= gap:
            kept.append(number)
    return kept[::-1]


def _ends(panels: Sequence[Panel]) -> str:
    """The best value of each curve, in words."""
    told = []
    for panel in panels:
        best = [(line.name, max(line.points, key=lambda p: p.value)) for line in panel.lines]
        words = ", ".join(f"{n} {decimal(p.value, 3)} at {2**p.x:.0f}" for n, p in best)
        told.append(f"{panel.heading}, highest: {words}.")
    return " ".join(told)
