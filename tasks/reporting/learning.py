"""What the page shows of the sweeps: figures and tables of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from tasks.reporting.blocks import Block, Figure
from tasks.reporting.curves import mean_and_stderr
from tasks.reporting.emphasis import BEST, emphasised
from tasks.reporting.figure import figure_name, learning_curves_svg
from tasks.reporting.lines import LineStyle, key_svg, line_styles
from tasks.reporting.multiples import multiples_svg
from tasks.reporting.numbers import whole
from tasks.reporting.study.choices import choice_blocks
from tasks.reporting.study.comparisons import comparison_blocks
from tasks.reporting.study.penalties import penalty_blocks
from tasks.reporting.sweep import (
    FULL,
    RANDOM,
    Ends,
    Estimate,
    Sweep,
    WordsTo,
)
from tasks.reporting.tables import MISSING, Cell, Column, mark_best
from tasks.reporting.theme import NARROW, WIDE

LEVELS = ("95", "98", "99")
SUBSTITUTES = {
    "substitute": "Substitute vectors, not the paper's: no result here is one of GloVe and Kazuma.",
    "random": "Random vectors, not the paper's: no pre-trained word vectors were used.",
}
SYNTHETIC = (
    "Synthetic sample corpus: its sentences come from a small grammar in this project, so the "
    "numbers show that the pipeline works and nothing about real corpora."
)


class StrategyRow(NamedTuple):
    """One strategy's line in the table of results."""

    name: str
    key: Markup
    cells: list[Cell]


class Section(NamedTuple):
    """All that the page shows of one sweep."""

    sweep: Sweep
    anchor: str
    wide: Markup
    narrow: Markup
    caption: str
    multiples: Figure | None
    rows: list[StrategyRow]
    blocks: list[Block]
    full: Cell | None
    optimistic: bool
    counted: bool
    left_out: list[str]
    warnings: list[str]
    failed: list[str]
    parameters: list[tuple[str, str]]
    machine: list[tuple[str, str]]


def warnings(sweep: Sweep) -> list[str]:
    """What a reader must know before any number: stand-in vectors, a synthetic corpus."""
    told = []
    if sweep.corpus is not None and sweep.corpus.format == "sample":
        told.append(SYNTHETIC)
    if sweep.statistics.vectors in SUBSTITUTES:
        told.append(SUBSTITUTES[sweep.statistics.vectors])
    return told


def strategy_rows(sweep: Sweep, styles: Mapping[str, LineStyle]) -> list[StrategyRow]:
    """The table of results, highest ALC first, the best of each column marked."""
    table = sorted(sweep.statistics.strategies.items(), key=lambda pair: -pair[1].alc.mean)
    names = [name for name, _ in table]
    found = [statistics for _, statistics in table]
    seconds = [sweep.seconds.get(name) for name in names]
    best_test = _best_test_f1(sweep, names)
    columns = [
        Column([Cell(str(len(s.seeds))) for s in found], [None] * len(found), 0, 0),
        _estimates([s.alc for s in found], 2, 1),
        _estimates([s.f1_last for s in found], 2, 1),
        *([_totals([s.words_end for s in found])] if _counted(sweep) else []),
        *(_words([s.words_to.get(level) for s in found]) for level in LEVELS),
        _estimates([s.deficiency for s in found], 3, -1),
        _numbers([s.train if s else None for s in seconds], "{:.2f}", -1),
        _numbers([s.select if s else None for s in seconds], "{:.2f}", -1),
        *([_numbers(best_test, "{:.2f}", 0)] if any(best_test) else []),
    ]
    marked = [mark_best(column) for column in columns]
    return [
        StrategyRow(
            name,
            Markup(key_svg(styles[name])) if name in styles else Markup(),
            [column[i] for column in marked],
        )
        for i, name in enumerate(names)
    ]


def mean_and_deviation(estimate: Estimate | None, digits: int) -> str:
    """``91.30 ± 0.42``: the mean and, over more than one seed, the standard deviation."""
    if estimate is None:
        return MISSING
    if estimate.std is None or estimate.n < 2:
        return f"{estimate.mean:.{digits}f}"
    return f"{estimate.mean:.{digits}f} ± {estimate.std:.{digits}f}"


def words_reached(words: WordsTo | None) -> Cell:
    """``1,893 (3.7 %)``; where some seeds never got there, how many, and no mean."""
    if words is None:
        return Cell(MISSING)
    if words.mean is None or words.reached < words.of:
        return Cell("not reached", f"({words.of - words.reached} of {words.of} seeds)")
    share = "" if words.fraction is None else f"({100 * words.fraction:.1f} %)"
    return Cell(f"{words.mean:,.0f}", share)


def flattened(value: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Nested mappings as pairs of dotted key and text."""
    if isinstance(value, Mapping) and value:
        return [
            pair
            for key, inner in value.items()
            for pair in flattened(inner, f"{prefix}.{key}" if prefix else str(key))
        ]
    if isinstance(value, list):
        return [(prefix, ", ".join(map(str, value)) or MISSING)]
    return [(prefix, MISSING if value is None or value == {} else str(value))]


def _estimates(values: Sequence[Estimate | None], digits: int, direction: int) -> Column:
    """Means, and beneath each its standard deviation over more than one seed."""
    return Column(
        [_estimate(value, digits) for value in values],
        [None if value is None else value.mean for value in values],
        digits,
        direction,
    )


def _estimate(estimate: Estimate | None, digits: int) -> Cell:
    mean, _, deviation = mean_and_deviation(estimate, digits).partition(" ")
    return Cell(mean, deviation)


def _totals(totals: Sequence[Estimate | None]) -> Column:
    cells = [
        Cell(whole(one.mean if one else None), f"± {whole(one.std)}" if one and one.std else "")
        for one in totals
    ]
    return Column(cells, [None] * len(cells), 0, 0)


def _words(words: Sequence[WordsTo | None]) -> Column:
    return Column(
        [words_reached(one) for one in words],
        [one.mean if one and one.reached == one.of else None for one in words],
        0,
        -1,
    )


def _numbers(values: Sequence[float | None], form: str, direction: int) -> Column:
    cells = [Cell(MISSING if value is None else form.format(value)) for value in values]
    return Column(cells, list(values), 2, direction)


def _best_test_f1(sweep: Sweep, names: Sequence[str]) -> list[float | None]:
    means: list[float | None] = []
    for name in names:
        rows = [row for row in sweep.rounds if row.strategy == name]
        last = max((row.round for row in rows), default=0)
        values = [r.f1_best_test for r in rows if r.round == last and r.f1_best_test is not None]
        means.append(mean_and_stderr(values)[0] if values else None)
    return means


def section(sweep: Sweep, styles: Mapping[str, LineStyle]) -> Section:
    """All of one sweep."""
    full = sweep.statistics.full
    return Section(
        sweep=sweep,
        anchor=figure_name(sweep),
        wide=Markup(learning_curves_svg(sweep, WIDE, styles)),
        narrow=Markup(learning_curves_svg(sweep, NARROW, styles)),
        caption=_caption(sweep),
        multiples=_multiples(sweep, styles),
        rows=strategy_rows(sweep, styles),
        blocks=[
            *comparison_blocks(sweep),
            *penalty_blocks(sweep),
            *choice_blocks(sweep, styles),
        ],
        full=None if full is None else _estimate(full.f1, 2),
        optimistic=any(row.f1_best_test is not None for row in sweep.rounds),
        counted=_counted(sweep),
        left_out=_left_out(sweep),
        warnings=warnings(sweep),
        failed=[_failure(one) for one in sweep.metadata.failed],
        parameters=flattened(sweep.metadata.parameters) if sweep.metadata.parameters else [],
        machine=flattened(sweep.metadata.machine, "machine") if sweep.metadata.machine else [],
    )


def _multiples(sweep: Sweep, styles: Mapping[str, LineStyle]) -> Figure | None:
    """Every strategy by itself, where the figure above cannot show them all."""
    if len(emphasised(sweep)) == len(sweep.strategies):
        return None
    wide, narrow = (Markup(multiples_svg(sweep, styles, layout)) for layout in (WIDE, NARROW))
    caption = "A panel a strategy, highest ALC first, over the share of words annotated; grey: all."
    return Figure(wide, narrow, caption)


def _counted(sweep: Sweep) -> bool:
    """Whether the words annotated at the end are known."""
    return any(s.words_end is not None for s in sweep.statistics.strategies.values())


def _left_out(sweep: Sweep) -> list[str]:
    """``bald (seeds 3, 7): …``: whose simulations ended early, and where all of its ended."""
    statistics = sweep.statistics
    ends = {**statistics.strategies, **statistics.stopped_early}
    return [_end(name, one) for name, one in sorted(ends.items()) if one.left_out]


def _end(name: str, ends: Ends) -> str:
    seeds = f"{'seed' if len(ends.left_out) == 1 else 'seeds'} {', '.join(map(str, ends.left_out))}"
    if ends.words_end is None or ends.f1_end is None:
        return f"{name} ({seeds})"
    return (
        f"{name} ({seeds}; mean end of all its seeds: {whole(ends.words_end.mean)} words, "
        f"F1 {mean_and_deviation(ends.f1_end, 2)})"
    )


def _caption(sweep: Sweep) -> str:
    seeds = {row.seed for row in sweep.rounds}
    parts = [
        "F1 on the test split over the words annotated, one seed."
        if len(seeds) == 1
        else "Mean F1 on the test split over the words annotated; "
        "bands are ± one standard error over seeds."
    ]
    if any(row.strategy == FULL for row in sweep.rounds):
        parts.append("Dashed: the network trained on all training words.")
    if RANDOM in sweep.strategies:
        parts.append("Below: the difference to random, seed by seed.")
    front = len(emphasised(sweep))
    if front < len(sweep.strategies):
        parts.append(
            f"In colour: the {BEST} with the highest ALC, random, and those of planned "
            f"comparisons; grey: the other {len(sweep.strategies) - front}."
        )
    return " ".join(parts)


def _failure(simulation: Any) -> str:
    if isinstance(simulation, Mapping):
        return ", ".join(f"{key} {value}" for key, value in simulation.items())
    return str(simulation)


def shared_styles(sweeps: Sequence[Sweep]) -> dict[str, LineStyle]:
    """Styles in which a strategy looks the same in every figure.

    Those that stand out count twice, so that they differ in colour.
    """
    return line_styles(
        (name for sweep in sweeps for name in (*sweep.strategies, *emphasised(sweep))), RANDOM
    )
