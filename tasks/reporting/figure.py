"""The learning-curve figure of a sweep, as SVG: F1 over words annotated, and over random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tasks.reporting.curves import difference_curve, full_data_f1, learning_curve, training_words
from tasks.reporting.emphasis import emphasised
from tasks.reporting.lines import (
    Line,
    LineStyle,
    Panel,
    draw_axis,
    draw_panel,
    label_width,
    line_styles,
    named,
)
from tasks.reporting.svg import Scale, ticks_within
from tasks.reporting.sweep import RANDOM, Sweep
from tasks.reporting.theme import LINE, NARROW, WIDE, Layout, Picture, framed, slug


def learning_curves_svg(
    sweep: Sweep,
    layout: Layout = WIDE,
    styles: Mapping[str, LineStyle] | None = None,
    standalone: bool = False,
) -> str:
    """Draw F1 over words annotated and, beneath, the difference to random paired by seed.

    Lines are means over seeds, bands are ± one standard error; a single seed has no band. Where
    there are too many lines, those that do not stand out (see `emphasised`) are thin and grey.
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
        See `tasks.reporting.theme.framed`.
    """
    styles = line_styles(sweep.strategies, RANDOM) if styles is None else styles
    front = emphasised(sweep)
    lines = [
        Line(s, styles[s], learning_curve(sweep.rounds, s), behind=s not in front)
        for s in sweep.strategies
    ]
    full = full_data_f1(sweep.rounds)
    height, panels = _panels(sweep, lines, full, layout)
    picture = Picture(
        key=f"{figure_name(sweep)}-{layout.name}",
        title=f"Learning curves of {sweep.name}",
        description=_description(lines, full),
        heading=f"{sweep.name}: {_terms(sweep)}{_others(lines)}",
        parts=panels,
        width=layout.width,
        height=height,
    )
    return framed(picture, layout.font, standalone)


def figure_name(sweep: Sweep) -> str:
    """``<corpus>-<architecture>``, fit for file names and anchors."""
    return f"{slug(sweep.statistics.corpus)}-{slug(sweep.statistics.architecture)}"


def _panels(
    sweep: Sweep, lines: Sequence[Line], full: float | None, layout: Layout
) -> tuple[float, list[str]]:
    """The height of the drawing and its parts, from the top down."""
    differences = [
        line._replace(
            points=difference_curve(sweep.rounds, line.name, RANDOM), drawn=line.name != RANDOM
        )
        for line in lines
    ]
    differences = [line for line in differences if line.points]
    x = Scale(
        0.0,
        max((point.x for line in lines for point in line.points), default=1.0),
        layout.left,
        layout.width - label_width(lines, layout),
    )
    f1 = Panel(
        "F1 on test (%)",
        lines,
        lambda value: f"{value:.1f}",
        reference=None if full is None else (full, f"full data {full:.1f}"),
    )
    top = layout.font * 2
    bottom = top + max(layout.height, len(named(lines)) * layout.font * LINE)
    parts = [draw_panel(f1, x, (top, bottom), layout)]
    if len(differences) > 1:
        top = bottom + layout.font * 4
        bottom = top + max(layout.lower_height, len(named(differences)) * layout.font * LINE)
        note = "Difference to random (points of F1, paired by seed)"
        if layout is NARROW:
            note = "Difference to random (points)"
        panel = Panel(note, differences, _signed, signed=True)
        parts.append(draw_panel(panel, x, (top, bottom), layout))
    words = training_words(sweep.rounds)
    ticks = [
        (tick, [f"{round(100 * tick, 6):g} %", f"{round(tick * words):,}"])
        for tick in ticks_within(x.low, x.high, layout.x_intervals)
    ]
    parts.append(draw_axis(x, bottom, ticks, "words annotated: share and number", layout))
    return bottom + layout.font * 5, parts


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _terms(sweep: Sweep) -> str:
    """What a figure that stands alone must say of itself."""
    seeds = len({row.seed for row in sweep.rounds})
    mean = "one seed" if seeds == 1 else f"mean of {seeds} seeds, band ± one standard error"
    return f"{sweep.statistics.vectors} vectors, {mean}"


def _others(lines: Sequence[Line]) -> str:
    behind = len(lines) - len(named(lines))
    return f"; grey: {behind} more strategies" if behind else ""


def _description(lines: Sequence[Line], full: float | None) -> str:
    ends = sorted(lines, key=lambda line: -line.points[-1].value)
    values = "; ".join(f"{line.name} {line.points[-1].value:.1f}" for line in ends)
    reference = "" if full is None else f" Full data: {full:.1f}."
    return f"Mean F1 on test in percent at the last round: {values}.{reference}"
