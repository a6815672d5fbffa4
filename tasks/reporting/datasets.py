"""What the page shows of the data that sweeps were made from: counts, terms, word vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tasks.reporting.sweep import CorpusCounts, Coverage, Share, Sweep
from tasks.reporting.tables import MISSING


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


def datasets(sweeps: Sequence[Sweep]) -> list[Dataset]:
    """One for each corpus and vector set, in the order of the sweeps."""
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
