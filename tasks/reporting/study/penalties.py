"""BADGE's penalty matrices: how often one strategy beats another, in one sweep and in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from tasks.reporting.blocks import Block, Figure, Prose, Subheading
from tasks.reporting.figure import figure_name
from tasks.reporting.matrix import NEUTRAL, SELF, Matrix, Shades, Value, draw_matrix, step_of
from tasks.reporting.study.comparisons import by_alc
from tasks.reporting.sweep import Sweep
from tasks.reporting.theme import NARROW, WIDE, Layout, Picture, framed
from tasks.simulation.penalties import sum_penalties

SHARES = (1e-9, 0.1, 0.25, 0.5, 0.75)  # of the most a cell can hold: the least of each shade

BEATEN = (
    "Bottom row: the mean of the column, how often it is beaten; less is better. A paired t-test "
    "in each round, at 0.05 and not corrected for being many: a description, not a proof."
)


class PenaltyMatrix(NamedTuple):
    """How often the row's strategy beats the column's, and how often each column is beaten.

    Attributes
    ----------
    names
        In the order of rows and columns.
    wins
        Sums over sweeps of shares of rounds, (names, names), 0 … `sweeps`.
    beaten
        The mean of each column over the other strategies, (names,).
    sweeps
        How many were summed.
    """

    names: Sequence[str]
    wins: NDArray[np.float64]
    beaten: NDArray[np.float64]
    sweeps: int


def penalty_matrix(sweep: Sweep) -> PenaltyMatrix | None:
    """That of one sweep, highest ALC first; None where there is none."""
    comparisons = sweep.statistics.comparisons
    penalties = comparisons.penalties if comparisons else None
    if penalties is None or not penalties.strategies:
        return None
    names = by_alc(sweep, penalties.strategies)
    at = [penalties.strategies.index(name) for name in names]
    wins = np.array(penalties.matrix, dtype=np.float64)[np.ix_(at, at)]
    return PenaltyMatrix(names, wins, np.array(penalties.beaten)[at], 1)


def summed(sweeps: Sequence[Sweep]) -> PenaltyMatrix | None:
    """The sum over sweeps, of the strategies that each of them has, least beaten first.

    None where fewer than two sweeps have a matrix, or share fewer than two strategies.
    """
    found = [
        sweep.statistics.comparisons.penalties.model_dump()
        for sweep in sweeps
        if sweep.statistics.comparisons and sweep.statistics.comparisons.penalties
    ]
    total = sum_penalties(found) if len(found) > 1 else None
    if total is None:
        return None
    order = np.argsort(total["beaten"], kind="stable").tolist()
    names = [total["strategies"][i] for i in order]
    wins = np.array(total["matrix"])[np.ix_(order, order)]
    return PenaltyMatrix(names, wins, np.array(total["beaten"])[order], len(found))


def penalty_blocks(sweep: Sweep) -> list[Block]:
    """The matrix of one sweep; a sentence where nobody ever beats anybody."""
    penalties = penalty_matrix(sweep)
    if penalties is None:
        return []
    heading = Subheading("Who beats whom, round by round")
    if not penalties.wins.any():
        return [heading, Prose("No strategy beats another significantly in any round.")]
    key, title = f"{figure_name(sweep)}-penalties", f"Penalty matrix of {sweep.name}"
    caption = (
        "BADGE’s penalty matrix: the share of rounds after the first in which the row’s F1 is "
        f"significantly higher than the column’s. {BEATEN}"
    )
    return [heading, _figure(key, title, penalties, caption)]


def summed_blocks(sweeps: Sequence[Sweep]) -> list[Block]:
    """The matrix over all sweeps that have one."""
    penalties = summed(sweeps)
    if penalties is None or not penalties.wins.any():
        return []
    caption = (
        f"BADGE’s penalty matrix, summed over {penalties.sweeps} sweeps: one that beats another "
        f"significantly in every round of every sweep has {penalties.sweeps}. Only strategies "
        f"that all of them compare; least beaten first. {BEATEN}"
    )
    title = f"Penalty matrix, summed over {penalties.sweeps} sweeps"
    return [
        Subheading("Who beats whom, over all sweeps"),
        _figure("all", title, penalties, caption),
    ]


def penalties_svg(
    key: str, title: str, penalties: PenaltyMatrix, layout: Layout, standalone: bool = False
) -> str:
    """Draw a penalty matrix with the means of its columns beneath."""
    names, most = penalties.names, penalties.sweeps
    rows = [
        [
            Value("", SELF, "")
            if i == j
            else _value(float(wins), most, f"{names[i]} over {names[j]}")
            for j, wins in enumerate(row)
        ]
        for i, row in enumerate(penalties.wins)
    ]
    foot = [
        _value(float(beaten), most, f"{name} beaten")
        for name, beaten in zip(names, penalties.beaten, strict=True)
    ]
    shades = Shades(
        [NEUTRAL, *(f"cell up step-{i}" for i in range(1, len(SHARES) + 1))],
        ["> 0", *(f"{most * share:g}" for share in SHARES[1:])],
        ("never", "always"),
    )
    height, parts = draw_matrix(Matrix(names, rows, "beaten, mean", foot), shades, layout)
    told = sorted(zip(penalties.beaten, names, strict=True))
    picture = Picture(
        key=f"{key}-{layout.name}",
        title=title,
        description=f"How often each is beaten, of at most {most}, least first: "
        + "; ".join(f"{name} {beaten:.2f}" for beaten, name in told),
        heading=title,
        parts=parts,
        width=layout.width,
        height=height,
    )
    return framed(picture, layout.font, standalone)


def _figure(key: str, title: str, penalties: PenaltyMatrix, caption: str) -> Figure:
    wide, narrow = (Markup(penalties_svg(key, title, penalties, one)) for one in (WIDE, NARROW))
    return Figure(wide, narrow, caption)


def _value(value: float, most: int, told: str) -> Value:
    step = step_of(value / most, SHARES)
    class_ = f"cell up step-{step}" if step else NEUTRAL
    return Value(f"{value:.2f}" if step else "0", class_, f"{told}: {value:.3g} of {most}")
