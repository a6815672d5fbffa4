"""Heat maps of symmetric likeness, 0 … 1: as many cells as wanted, in a few paths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from tasks.reporting.svg import element, number, text

STEPS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.75)
SELF = "heat-self"
WIDTH = 400.0
FONT = 11.5

Floats = NDArray[np.float64]


def neighbours_first(similarity: Floats) -> list[int]:
    """An order in which alike rows stand side by side: each is followed by the most like it.

    Starts with the row that is most like all others; ties go to the smaller number.
    """
    left = list(range(len(similarity)))
    order = [max(left, key=lambda i: (similarity[i].sum(), -i))]
    left.remove(order[0])
    while left:
        order.append(max(left, key=lambda i: (similarity[order[-1], i], -i)))
        left.remove(order[-1])
    return order


def most_alike(similarity: Floats, count: int) -> list[tuple[int, int, float]]:
    """The `count` pairs of different rows with the highest likeness, highest first."""
    first, second = np.triu_indices(len(similarity), k=1)
    values = similarity[first, second]
    best = np.argsort(-values, kind="stable")[:count]
    return [(int(first[i]), int(second[i]), float(values[i])) for i in best]


def draw_heat_map(similarity: Floats) -> tuple[float, list[str]]:
    """The height of the drawing and its parts: the cells as they are ordered, and a legend.

    Runs of cells of one class in a row are one stroke, and each class is one path, so that
    128 × 128 cells stay some ten kilobytes; what is below the first step is left blank.
    """
    side = WIDTH - 2
    frame = element("rect", class_="frame", x=0.5, y=0.5, width=side + 1, height=side + 1)
    cells = element(
        "g",
        *_paths(similarity),
        transform=f"translate(1 1) scale({side / max(len(similarity), 1):.6f}) translate(0 0.5)",
        shape_rendering="crispEdges",
    )
    legend_height, legend = _legend(WIDTH + FONT)
    return WIDTH + FONT + legend_height, [cells, frame, *legend]


def _paths(similarity: Floats) -> list[str]:
    classes = np.searchsorted(STEPS, similarity, side="right")
    np.fill_diagonal(classes, -1)
    strokes: dict[int, list[str]] = {}
    for row, line in enumerate(classes.tolist()):
        column = 0
        for class_, run in groupby(line):
            length = len(list(run))
            strokes.setdefault(class_, []).append(f"M{column} {row}h{length}")
            column += length
    strokes.pop(0, None)
    return [
        element("path", class_=_class(class_), d="".join(parts))
        for class_, parts in sorted(strokes.items())
    ]


def _class(class_: int) -> str:
    return SELF if class_ < 0 else f"heat heat-{class_}"


def _legend(top: float) -> tuple[float, list[str]]:
    size = FONT * 1.2
    names = [*(f"≥ {step:g}" for step in STEPS)]
    width = WIDTH / len(names)
    parts = []
    for i, name in enumerate(names):
        x = i * width
        parts.append(_swatch(f"heat heat-{i + 1}", x, top, size))
        parts.append(text(name, x + size + 5, top + size * 0.8, "quiet"))
    return size + 4, parts


def _swatch(class_: str, x: float, y: float, size: float) -> str:
    line = f"M{number(x)} {number(y + size / 2)}h{number(size)}"
    return element("path", class_=class_, d=line, stroke_width=size)


def ordered(similarity: Floats, order: Sequence[int]) -> Floats:
    """Rows and columns in `order`."""
    return similarity[np.ix_(order, order)]
