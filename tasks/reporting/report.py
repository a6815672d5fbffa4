"""The self-contained page of learning curves, ``report.html``, and its figures as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tasks.errors import UserError
from tasks.files import write_text
from tasks.reporting.curves import mean_and_stderr
from tasks.reporting.figure import (
    DARK,
    LIGHT,
    NARROW,
    STYLE,
    WIDE,
    LineStyle,
    figure_name,
    key_svg,
    learning_curves_svg,
    line_styles,
)
from tasks.reporting.sweep import (
    FULL,
    RANDOM,
    CorpusCounts,
    Coverage,
    Estimate,
    Share,
    Sweep,
    SweepFolder,
    WordsTo,
    read_sweep,
)

LEVELS = ("95", "98", "99")
MISSING = "–"
SUBSTITUTES = {
    "substitute": "Substitute vectors, not the paper's: no result here is one of GloVe and Kazuma.",
    "random": "Random vectors, not the paper's: no pre-trained word vectors were used.",
}
SYNTHETIC = (
    "Synthetic sample corpus: its sentences come from a small grammar in this project, so the "
    "numbers show that the pipeline works and nothing about real corpora."
)


class Cell(NamedTuple):
    """One table cell; `best` where no other strategy shows a better value.

    `note` is the part in brackets, set smaller on a line of its own.
    """

    text: str
    note: str = ""
    best: bool = False


class StrategyRow(NamedTuple):
    """One strategy's line in the table of results."""

    name: str
    key: Markup
    cells: list[Cell]


class VectorRow(NamedTuple):
    """One block of word vectors: its terms, width and coverage of the training split."""

    name: str
    licence: str
    dimension: str
    types: str
    tokens: str


class Dataset(NamedTuple):
    """What the sweeps of one corpus and vector set share; counts are by name, then split."""

    sweep: Sweep
    splits: list[str]
    counts: list[tuple[str, list[str]]]
    vectors: list[VectorRow]


class Column(NamedTuple):
    """One measured column: cells, and the values behind them, compared as rounded to `digits`.

    `direction` is 1 where more is better, -1 where less is, 0 where nothing is best.
    """

    cells: list[Cell]
    values: list[float | None]
    digits: int
    direction: int


class Section(NamedTuple):
    """All that the page shows of one sweep."""

    sweep: Sweep
    anchor: str
    wide: Markup
    narrow: Markup
    caption: str
    rows: list[StrategyRow]
    full: str | None
    optimistic: bool
    warnings: list[str]
    failed: list[str]
    parameters: list[tuple[str, str]]
    machine: list[tuple[str, str]]


def write_report(destination: Path, sweeps: Sequence[SweepFolder]) -> Path:
    """Write ``report.html`` and ``figures/<corpus>-<architecture>.svg`` to a folder.

    Parameters
    ----------
    destination
        The folder; made if needed.
    sweeps
        In the order of the report; each pair of corpus and architecture once.

    Returns
    -------
    Path
        The page's.

    Raises
    ------
    UserError
        When there is no sweep, a pair occurs twice, or a file is missing or damaged.
    """
    read = [read_sweep(where) for where in sweeps]
    page = render(read)
    styles = _shared_styles(read)
    for sweep in read:
        write_text(
            destination / "figures" / f"{figure_name(sweep)}.svg",
            learning_curves_svg(sweep, styles=styles, standalone=True) + "\n",
        )
    write_text(destination / "report.html", page)
    return destination / "report.html"


def render(sweeps: Sequence[Sweep]) -> str:
    """The page as a string: no script, nothing loaded, the same bytes for the same sweeps.

    Raises
    ------
    UserError
        When there is no sweep, or a pair of corpus and architecture occurs twice.
    """
    if not sweeps:
        raise UserError("there is no sweep to report; run the sweep first")
    names = [figure_name(sweep) for sweep in sweeps]
    for sweep, name in zip(sweeps, names, strict=True):
        if names.count(name) > 1:
            raise UserError(f"two sweeps of {sweep.name} are to be reported; name one of them")

    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(here),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    styles = _shared_styles(sweeps)
    return environment.get_template("report.html.jinja").render(
        style=Markup(STYLE + (here / "report.css").read_text(encoding="utf-8")),
        light=LIGHT,
        dark=DARK,
        levels=LEVELS,
        warnings=sorted({text for sweep in sweeps for text in warnings(sweep)}),
        sections=[_section(sweep, styles) for sweep in sweeps],
        datasets=_datasets(sweeps),
        studies=sorted({s.metadata.study for s in sweeps if s.metadata.study}),
        commits=sorted({s.metadata.commit for s in sweeps if s.metadata.commit}),
    )


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


def mark_best(column: Column) -> list[Cell]:
    """Mark the best value and what is equal to it as displayed; where all are equal, none."""
    scores = [
        None if v is None else column.direction * round(v, column.digits) for v in column.values
    ]
    known = [score for score in scores if score is not None]
    comparable = len(set(known)) > 1
    return [
        cell._replace(best=comparable and score is not None and score == max(known))
        for cell, score in zip(column.cells, scores, strict=True)
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


def _estimates(estimates: Sequence[Estimate | None], digits: int, direction: int) -> Column:
    return Column(
        [Cell(mean_and_deviation(estimate, digits)) for estimate in estimates],
        [None if estimate is None else estimate.mean for estimate in estimates],
        digits,
        direction,
    )


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


def _section(sweep: Sweep, styles: Mapping[str, LineStyle]) -> Section:
    full = sweep.statistics.full
    return Section(
        sweep=sweep,
        anchor=figure_name(sweep),
        wide=Markup(learning_curves_svg(sweep, WIDE, styles)),
        narrow=Markup(learning_curves_svg(sweep, NARROW, styles)),
        caption=_caption(sweep),
        rows=strategy_rows(sweep, styles),
        full=None if full is None else mean_and_deviation(full.f1, 2),
        optimistic=any(row.f1_best_test is not None for row in sweep.rounds),
        warnings=warnings(sweep),
        failed=[_failure(one) for one in sweep.metadata.failed],
        parameters=flattened(sweep.metadata.parameters) if sweep.metadata.parameters else [],
        machine=flattened(sweep.metadata.machine, "machine") if sweep.metadata.machine else [],
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
    return " ".join(parts)


def _failure(simulation: Any) -> str:
    if isinstance(simulation, Mapping):
        return ", ".join(f"{key} {value}" for key, value in simulation.items())
    return str(simulation)


def _datasets(sweeps: Sequence[Sweep]) -> list[Dataset]:
    first: dict[tuple[str, str], Sweep] = {}
    for sweep in (s for s in sweeps if s.corpus or s.coverage or s.provenance):
        first.setdefault((sweep.statistics.corpus, sweep.statistics.vectors), sweep)
    return [
        Dataset(
            sweep,
            list(sweep.corpus.splits) if sweep.corpus else [],
            _count_rows(sweep.corpus) if sweep.corpus else [],
            _vector_rows(sweep.coverage) if sweep.coverage else [],
        )
        for sweep in first.values()
    ]


def _count_rows(corpus: CorpusCounts) -> list[tuple[str, list[str]]]:
    names = list(dict.fromkeys(name for counts in corpus.splits.values() for name in counts))
    return [
        (
            name.replace("_", " "),
            [f"{c[name]:,}" if name in c else MISSING for c in corpus.splits.values()],
        )
        for name in names
    ]


def _vector_rows(coverage: Coverage) -> list[VectorRow]:
    licences = {source.name: source.licence for source in coverage.sources}
    blocks = coverage.coverage.blocks
    widths = [str(width) for width in coverage.dimensions] or [MISSING] * len(blocks)
    return [
        *(
            VectorRow(b.name, licences.get(b.name, MISSING), width, *_percent(b))
            for b, width in zip(blocks, widths, strict=True)
        ),
        VectorRow("any of them", "", "", *_percent(coverage.coverage.any)),
        VectorRow("every one", "", "", *_percent(coverage.coverage.every)),
    ]


def _percent(share: Share) -> tuple[str, str]:
    return f"{100 * share.types:.1f} %", f"{100 * share.tokens:.1f} %"


def _shared_styles(sweeps: Sequence[Sweep]) -> dict[str, LineStyle]:
    return line_styles(name for sweep in sweeps for name in sweep.strategies)
