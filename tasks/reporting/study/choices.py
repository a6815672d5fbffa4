"""What the page shows of the sentences that were chosen: the why behind the curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from markupsafe import Markup

from tasks.reporting.blocks import Block, Gallery, Prose, Subheading
from tasks.reporting.curves import mean_and_stderr
from tasks.reporting.emphasis import emphasised
from tasks.reporting.figure import figure_name
from tasks.reporting.lines import Line, LineStyle, Panel, Point, draw_axis, draw_panel, label_width
from tasks.reporting.numbers import decimal, percent
from tasks.reporting.study.results import Choice
from tasks.reporting.svg import Scale, ticks_within
from tasks.reporting.sweep import RANDOM, Sweep
from tasks.reporting.tables import Cell, Heading, ResultTable, listed
from tasks.reporting.theme import LINE, NARROW, Picture, framed, slug

READING = (
    "How to read it: the budget counts words, so short sentences buy more of them and duplicates "
    "buy nothing new; entity tokens are what there is to learn from, and a tag type or a word "
    "that the labelled set lacks is one that the network has never seen."
)


class Measure(NamedTuple):
    """One property of what was chosen; `share` where it is one, `covered` by the labelled set."""

    heading: str
    column: str
    value: Callable[[Choice], float]
    share: bool = True
    covered: bool = False

    def written(self, value: float) -> str:
        """A value as it stands in a table."""
        return percent(value) if self.share else decimal(value, 1)


LENGTH = Measure("Words a chosen sentence", "Words a sentence", lambda c: c.mean_length, False)
DUPLICATES = Measure("Duplicates among the chosen (%)", "Duplicates", lambda c: c.duplicates)
ENTITIES = Measure("Entity tokens among the chosen (%)", "Entity tokens", lambda c: c.entity_tokens)
TAGS = Measure("Tag types in the labelled set (%)", "Tag types", lambda c: c.tag_types, True, True)
WORDS = Measure(
    "Vocabulary in the labelled set (%)", "Vocabulary", lambda c: c.vocabulary, True, True
)
MEASURES = (LENGTH, DUPLICATES, ENTITIES, TAGS, WORDS)
Summary: TypeAlias = Callable[[Sequence[Choice], str, Measure], float]


def choice_blocks(sweep: Sweep, styles: Mapping[str, LineStyle]) -> list[Block]:
    """Small figures by round, and the means over all rounds."""
    names = [name for name in sweep.ranked if any(c.strategy == name for c in sweep.choices)]
    if not names:
        return []
    caption = (
        "Means over seeds by round of the query (0 is the first); bands are ± one standard error. "
        "Shares of duplicates and entity tokens are of what the query chose; tag types and "
        "vocabulary are what the labelled set then holds of the training split’s."
    )
    figures = [Markup(choice_svg(sweep, names, measure, styles)) for measure in MEASURES]
    return [
        Subheading("What was chosen"),
        Prose(_told(sweep, names)),
        Prose(READING, quiet=True),
        Gallery(figures, caption),
        _table(sweep, names),
    ]


def choice_curve(choices: Sequence[Choice], name: str, measure: Measure) -> list[Point]:
    """Mean over seeds at each round, and its standard error."""
    by_round: dict[int, list[float]] = {}
    for choice in choices:
        if choice.strategy == name:
            by_round.setdefault(choice.round, []).append(measure.value(choice))
    return [Point(round_, *mean_and_stderr(by_round[round_])) for round_ in sorted(by_round)]


def choice_svg(
    sweep: Sweep, names: Sequence[str], measure: Measure, styles: Mapping[str, LineStyle]
) -> str:
    """Draw one property over the rounds, a line a strategy, as the learning curves are drawn."""
    layout = NARROW
    factor = 100.0 if measure.share else 1.0
    front = emphasised(sweep)
    lines = [
        Line(name, styles[name], _times(points, factor), behind=name not in front)
        for name in names
        if (points := choice_curve(sweep.choices, name, measure))
    ]
    rounds = sorted({point.x for line in lines for point in line.points})
    # A single round stands in the middle of an axis of its own.
    apart = 0.0 if len(rounds) > 1 else 1.0
    right = layout.width - label_width(lines, layout)
    x = Scale(rounds[0] - apart, rounds[-1] + apart, layout.left, right)
    top = layout.font * 2
    labels = sum(not line.behind for line in lines) + 1
    bottom = top + max(layout.lower_height, labels * layout.font * LINE)
    ticks = [
        (tick, [f"{tick:g}"])
        for tick in ticks_within(rounds[0], rounds[-1] + apart, 5)
        if tick in rounds
    ]
    picture = Picture(
        key=f"{figure_name(sweep)}-{slug(measure.column)}",
        title=f"{measure.heading} on {sweep.name}",
        description="Means over all rounds: "
        + "; ".join(
            f"{name} {measure.written(_mean(sweep.choices, name, measure))}" for name in names
        )
        + ".",
        heading=measure.heading,
        parts=[
            draw_panel(Panel(measure.heading, lines, str), x, (top, bottom), layout),
            draw_axis(x, bottom, ticks, "round", layout),
        ],
        width=layout.width,
        height=bottom + layout.font * 3.8,
    )
    return framed(picture, layout.font, standalone=False)


def _times(points: Sequence[Point], factor: float) -> list[Point]:
    return [
        Point(p.x, factor * p.value, None if p.error is None else factor * p.error) for p in points
    ]


def _mean(choices: Sequence[Choice], name: str, measure: Measure) -> float:
    return float(np.mean([measure.value(c) for c in choices if c.strategy == name]))


def _end(choices: Sequence[Choice], name: str, measure: Measure) -> float:
    return choice_curve(choices, name, measure)[-1].value


def _table(sweep: Sweep, names: Sequence[str]) -> ResultTable:
    headings = [
        Heading("Strategy"),
        Heading("Sentences", "a round"),
        *(Heading(one.column, note) for one, note, _ in _columns()),
    ]
    return ResultTable(
        f"What was chosen on {sweep.name}, means over all rounds and seeds",
        headings,
        listed([Cell(name) for name in names], [_cells(sweep.choices, name) for name in names]),
    )


def _columns() -> list[tuple[Measure, str, Summary]]:
    """Each property with its mean; what the labelled set covers also as it is at the end."""
    return [
        column
        for one in MEASURES
        for column in (
            (one, "mean" if one.covered else "", _mean),
            *([(one, "at the end", _end)] if one.covered else []),
        )
    ]


def _cells(choices: Sequence[Choice], name: str) -> list[Cell]:
    sentences = [choice.sentences for choice in choices if choice.strategy == name]
    return [
        Cell(decimal(float(np.mean(sentences)), 1)),
        *(Cell(one.written(of(choices, name, one))) for one, _, of in _columns()),
    ]


def _told(sweep: Sweep, names: Sequence[str]) -> str:
    """How the choices of the strategy with the highest ALC differ from random ones."""
    best, choices = names[0], sweep.choices
    compared = RANDOM in names and best != RANDOM

    def told(measure: Measure, value: Summary) -> str:
        known = measure.written(value(choices, best, measure))
        beside = f" ({measure.written(value(choices, RANDOM, measure))})" if compared else ""
        return known + beside

    random = " (in brackets: random)" if compared else ""
    return (
        f"Highest ALC: {best}. It chose{random} sentences of {told(LENGTH, _mean)} words, "
        f"with {told(ENTITIES, _mean)} entity tokens and {told(DUPLICATES, _mean)} duplicates; "
        f"at the end its labelled set holds {told(TAGS, _end)} of the tag types and "
        f"{told(WORDS, _end)} of the vocabulary."
    )
