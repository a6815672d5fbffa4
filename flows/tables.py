"""A sweep's statistics as tables of plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.advise import plain
from flows.artifacts import HOLM, pair_rows, strategy_rows

TEXTS = ("strategy", "beats", "first", "second", "verdict")  # columns that are not numbers
LEGEND = (
    "difference: mean ALC, first minus second, over common seeds. interval: 95 %, bootstrap; "
    f"too narrow with fewer than 10 seeds.\n{HOLM}"
)


def statistics_text(statistics: Mapping[str, Any]) -> str:
    """Strategies, pairs and penalties of one sweep, each as a table, and what to be aware of."""
    ended = {**statistics["strategies"], **statistics["stopped_early"]}
    early = [
        f"{name}: {len(one['left_out'])} of {one['words_end']['n']} simulations ended before the "
        f"last round; on average they all ended at {one['words_end']['mean']:,.0f} words, "
        f"F1 {one['f1_end']['mean']:.2f}."
        for name, one in ended.items()
        if one["left_out"]
    ]
    pairs = statistics["comparisons"]["pairs"]
    parts = [
        f"{statistics['corpus']} · {statistics['architecture']}",
        text_table(strategy_rows(statistics)),
        "\n".join(early),
        text_table(pair_rows(statistics)),
        LEGEND if pairs else "",
        penalties_text(statistics["comparisons"]["penalties"]),
        "\n".join(statistics["notes"]),
    ]
    return "\n\n".join(part for part in parts if part)


def penalties_text(penalties: Mapping[str, Any] | None, sweeps: int = 1) -> str:
    """The penalty matrix as a table; empty without one."""
    if penalties is None:
        return ""
    names = penalties["strategies"]
    labelled = zip([*names, "beaten"], [*penalties["matrix"], penalties["beaten"]], strict=True)
    rows = [
        {"beats": label, **{name: f"{value:.2f}" for name, value in zip(names, row, strict=True)}}
        for label, row in labelled
    ]
    where = "the rounds" if sweeps == 1 else f"the rounds, added over {sweeps} sweeps"
    return (
        f"Penalties: share of {where}, in which the strategy of the row beats that of the column "
        "(paired t-test, 0.05, not corrected).\n\n"
        f"{text_table(rows)}"
    )


def text_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of the same keys, aligned under them; empty without a row."""
    if not rows:
        return ""
    cells = [list(rows[0]), *([plain(str(value)) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if name in TEXTS else cell.rjust(width)
            for cell, width, name in zip(line, widths, rows[0], strict=True)
        ).rstrip()
        for line in cells
    )
