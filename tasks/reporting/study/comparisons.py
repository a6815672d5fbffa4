"""What the page shows of comparisons in pairs: which differences in ALC hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from tasks.reporting.blocks import Block, Details, Figure, Prose, Subheading
from tasks.reporting.figure import figure_name
from tasks.reporting.matrix import (
    NEUTRAL,
    SELF,
    Matrix,
    Shades,
    Value,
    diverging,
    draw_matrix,
)
from tasks.reporting.study.results import Comparisons, Pair
from tasks.reporting.sweep import Sweep
from tasks.reporting.tables import MISSING, Cell, Heading, ResultTable, listed
from tasks.reporting.theme import NARROW, WIDE, Layout, Picture, framed

POINTS = (0.1, 0.5, 1.0, 2.0, 4.0)  # of ALC: the least of each shade, the same in all sweeps
MANY = {"wide": 10, "narrow": 6}  # more strategies leave room for one decimal only
HEADINGS = (
    Heading("Comparison", "first − second", words=True),
    Heading("Seeds"),
    Heading("Difference", "points of ALC"),
    Heading("95 % interval", "paired bootstrap"),
    Heading("p", "raw"),
    Heading("p", "Holm"),
)
VERDICT = Heading("Verdict", words=True)

EXPLORATORY = (
    "Nothing here was planned before the runs: a small raw p among many pairs is expected by "
    "chance alone, and a small Holm-corrected one is a reason to test that pair on fresh seeds."
)


def comparison_blocks(sweep: Sweep) -> list[Block]:
    """The matrix of differences, the planned comparisons, and the others to be opened."""
    comparisons = sweep.statistics.comparisons
    if comparisons is None or not has_comparisons(sweep):
        return []
    planned, exploratory = comparisons.planned, _exploratory(comparisons)
    told = _without_stars(planned)
    blocks: list[Block] = [
        Subheading("Which differences hold"),
        *([Prose(told)] if told else []),
        Figure(
            Markup(differences_svg(sweep, WIDE)),
            Markup(differences_svg(sweep, NARROW)),
            _caption(comparisons),
        ),
    ]
    if planned:
        caption = f"Planned comparisons on {sweep.name}"
        rows = [[*_cells(pair), Cell(_verdict(pair))] for pair in planned]
        note = "" if told else _beware(planned)
        blocks.append(
            ResultTable(caption, [*HEADINGS, VERDICT], listed(_names(planned), rows), note)
        )
    if exploratory:
        caption = f"Exploratory pairs on {sweep.name}, smallest p first"
        rows = [_cells(pair) for pair in exploratory]
        note = f"{EXPLORATORY} {_beware(exploratory)}".strip()
        table = ResultTable(caption, HEADINGS, listed(_names(exploratory), rows), note)
        blocks.append(Details(f"Exploratory: all other pairs ({len(exploratory)})", [table]))
    return blocks


def has_comparisons(sweep: Sweep) -> bool:
    """Whether there is anything for `differences_svg` to draw."""
    return bool(sweep.statistics.comparisons and sweep.statistics.comparisons.measured)


def differences_svg(sweep: Sweep, layout: Layout = WIDE, standalone: bool = False) -> str:
    """Draw the mean difference in ALC of each row to each column, highest ALC first.

    Raises
    ------
    ValueError
        When nothing was compared; see `has_comparisons`.
    """
    comparisons = sweep.statistics.comparisons
    if comparisons is None or not comparisons.measured:
        raise ValueError(f"no strategies of {sweep.name} were compared")
    pairs = {pair.names: pair for pair in comparisons.measured}
    pairs |= {pair.names: pair for pair in map(Pair.reversed, comparisons.measured)}
    names = by_alc(sweep, {name for names in pairs for name in names})
    digits = 1 if len(names) > MANY[layout.name] else 2
    rows = [
        [
            Value("", SELF, "") if row == column else _value(pairs.get((row, column)), digits)
            for column in names
        ]
        for row in names
    ]
    height, parts = draw_matrix(Matrix(names, rows), _difference_shades(), layout)
    return framed(
        Picture(
            key=f"{figure_name(sweep)}-differences-{layout.name}",
            title=f"Differences in ALC on {sweep.name}",
            description=_told(comparisons),
            heading=f"{sweep.name}: mean difference in ALC, row − column, in points",
            parts=parts,
            width=layout.width,
            height=height,
        ),
        layout.font,
        standalone,
    )


def by_alc(sweep: Sweep, names: Iterable[str]) -> list[str]:
    """`names` of strategies, highest ALC first."""
    known = sweep.statistics.strategies
    return sorted(names, key=lambda name: (-known[name].alc.mean, name))


def p_value(p: float | None) -> str:
    """``0.0312``; what is smaller than can be shown says so."""
    if p is None:
        return MISSING
    return "< 0.0001" if p < 0.00005 else f"{p:.4f}"


def _value(pair: Pair | None, digits: int) -> Value:
    if pair is None or pair.difference is None:
        return Value(MISSING, NEUTRAL, "no seed in common")
    planned = "planned" if pair.planned else "exploratory"
    return Value(
        signed(pair.difference, digits),
        diverging(pair.difference, POINTS),
        f"{pair.first} − {pair.second}: {signed(pair.difference, 2)} points, "
        f"95 % interval {_interval(pair)}, {pair.n} seeds, p {p_value(pair.p)}, "
        f"Holm {p_value(pair.p_holm)}, {planned}",
        mark="*" if pair.planned and pair.significant else "",
        outlined=pair.planned,
    )


def signed(value: float, digits: int) -> str:
    """``+1.23``; no sign before what is zero as it is written."""
    written = f"{value:+.{digits}f}"
    return written[1:] if float(written) == 0 else written.replace("-", "−")


def _interval(pair: Pair) -> str:
    if pair.interval is None:
        return MISSING
    low, high = (signed(bound, 2) for bound in pair.interval)
    return f"{low} … {high}"


def _difference_shades() -> Shades:
    down = [f"cell down step-{i}" for i in range(len(POINTS), 0, -1)]
    up = [f"cell up step-{i}" for i in range(1, len(POINTS) + 1)]
    bounds = [
        f"{sign}{point:g}"
        for sign, points in (("−", POINTS[::-1]), ("+", POINTS))
        for point in points
    ]
    return Shades([*down, NEUTRAL, *up], bounds, ("column is better", "row is better"))


def _told(comparisons: Comparisons) -> str:
    """The planned pairs in words, or the widest difference where none was planned."""
    widest = max(comparisons.measured, key=lambda pair: abs(pair.difference or 0.0))
    told = "; ".join(
        f"{pair.first} minus {pair.second} {_difference(pair)}, {_verdict(pair)}"
        for pair in comparisons.planned
    )
    if told:
        return f"Planned comparisons, in points of ALC: {told}."
    return f"Widest: {widest.first} minus {widest.second} {_difference(widest)} points of ALC."


def _caption(comparisons: Comparisons) -> str:
    parts = [
        "Mean difference in ALC over the seeds that both have, row minus column, in points; "
        "highest ALC first. Blue: the row is better; orange: the column is."
    ]
    if comparisons.planned:
        parts.append("Outlined: the planned comparisons.")
    if any(pair.significant for pair in comparisons.planned):
        parts.append("* significant: Holm-corrected p below 0.05 among the planned ones.")
    return " ".join(parts)


def _without_stars(planned: Sequence[Pair]) -> str:
    """Why there can be no star at all; empty where there can."""
    if not planned:
        return "No comparison was planned, so none is called significant: all are exploratory."
    if any(pair.significant is not None for pair in planned):
        return ""
    remarks = _remarks(planned)
    return f"No star is possible here: {remarks}." if remarks else "No star is possible here."


def _remarks(pairs: Sequence[Pair]) -> str:
    """What the notes of pairs say, each part once, and of how many where it is not all."""
    parts = Counter(
        part
        for pair in pairs
        for part in (pair.note or "").split("; ")
        if part not in ("", "exploratory")
    )
    told = [
        part if count == len(pairs) else f"{part} ({count} of {len(pairs)})"
        for part, count in parts.items()
    ]
    return "; ".join(told)


def _beware(pairs: Sequence[Pair]) -> str:
    remarks = _remarks(pairs)
    return f"Beware: {remarks}." if remarks else ""


def _exploratory(comparisons: Comparisons) -> list[Pair]:
    """The better one first in each pair; smallest p first, then the widest difference."""

    def rank(pair: Pair) -> tuple[float, float, tuple[str, str]]:
        return 1.0 if pair.p is None else pair.p, -(pair.difference or 0.0), pair.names

    pairs = [pair for pair in comparisons.pairs if not pair.planned]
    return sorted(
        (pair.reversed() if (pair.difference or 0.0) < 0 else pair for pair in pairs), key=rank
    )


def _names(pairs: Sequence[Pair]) -> list[Cell]:
    return [Cell(f"{pair.first} − {pair.second}") for pair in pairs]


def _cells(pair: Pair) -> list[Cell]:
    return [
        Cell(str(pair.n)),
        Cell(_difference(pair)),
        Cell(_interval(pair)),
        Cell(p_value(pair.p)),
        Cell(p_value(pair.p_holm)),
    ]


def _difference(pair: Pair) -> str:
    return MISSING if pair.difference is None else signed(pair.difference, 2)


def _verdict(pair: Pair) -> str:
    if pair.difference is None:
        return "not compared"
    if pair.significant is None:
        return "cannot be significant"
    if not pair.significant:
        return "no difference shown"
    return f"{pair.first if pair.difference > 0 else pair.second} is better"
