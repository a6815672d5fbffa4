"""What any small chart needs: SVG elements, scales, round ticks, labels that keep apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple


def element(name: str, *children: str, **attributes: str | float) -> str:
    """One SVG element. Attribute values are escaped, children are markup already.

    ``class_`` stands for ``class`` and an inner underscore for a hyphen.
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{pairs}>{''.join(children)}</{name}>" if children else f"<{name}{pairs}/>"


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)


def text(content: str, x: float, y: float, class_: str) -> str:
    """A line of text; `content` is escaped."""
    return element("text", escape(content), x=x, y=y, class_=class_)


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    rounded = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if rounded == "-0" else rounded


def polyline(points: Sequence[tuple[float, float]], closed: bool = False) -> str:
    """Path data through `points`."""
    joined = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f"M{joined}{'Z' if closed else ''}"


class Scale(NamedTuple):
    """A linear map from data (`low` … `high`) to coordinates (`start` … `end`)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def nice_step(span: float, intervals: int) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ᵏ that needs at most `intervals` steps for `span` > 0."""
    power = 10.0 ** math.floor(math.log10(span / intervals))
    factors = (1.0, 2.0, 2.5, 5.0, 10.0, 20.0)
    return next(f * power for f in factors if f * power * intervals >= span * (1 - 1e-9))


def ticks_around(low: float, high: float, intervals: int) -> list[float]:
    """Round values whose first and last enclose `low` … `high`, in about `intervals` steps."""
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    step = nice_step(high - low, intervals)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(k * step, 10) for k in range(first, last + 1)]


def ticks_within(low: float, high: float, intervals: int) -> list[float]:
    """Round values inside `low` … `high`, at most `intervals` steps."""
    step = nice_step(high - low, intervals)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(k * step, 10) for k in range(first, last + 1)]


def push_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions at least `gap` apart inside `low` … `high`, as near to `wanted` as can be.

    Keeps the order of `wanted` (ties in the order given) and minimises the sum of squared
    moves: with z_i = y_i - i·gap this is isotonic regression, solved by pooling adjacent
    violators and then clipping.

    Raises
    ------
    ValueError
        When that many labels do not fit.
    """
    room = (len(wanted) - 1) * gap
    if room > high - low + 1e-9:
        raise ValueError(f"{len(wanted)} labels {gap} apart do not fit between {low} and {high}")
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    pools: list[tuple[float, int]] = []
    for rank, i in enumerate(order):
        mean, size = wanted[i] - rank * gap, 1
        while pools and pools[-1][0] > mean:
            previous, count = pools.pop()
            mean = (mean * size + previous * count) / (size + count)
            size += count
        pools.append((mean, size))
    shifted = [mean for mean, size in pools for _ in range(size)]
    placed = [0.0] * len(wanted)
    for rank, i in enumerate(order):
        placed[i] = min(max(shifted[rank], low), high - room) + rank * gap
    return placed
