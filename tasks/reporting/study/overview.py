"""What the page shows over all sweeps of a study: who wins where."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.reporting.blocks import Block, PageSection
from tasks.reporting.learning import mean_and_deviation
from tasks.reporting.study.penalties import summed_blocks
from tasks.reporting.sweep import Sweep
from tasks.reporting.tables import Cell, Column, Heading, ResultTable, compared


def overview(sweeps: Sequence[Sweep]) -> list[PageSection]:
    """A section of its own where there are several sweeps."""
    if len(sweeps) < 2:
        return []
    corpora = dict.fromkeys(sweep.statistics.corpus for sweep in sweeps)
    tables: list[Block] = [
        alc_table([sweep for sweep in sweeps if sweep.statistics.corpus == corpus])
        for corpus in corpora
    ]
    return [PageSection("overview", "Who wins where", [*tables, *summed_blocks(sweeps)])]


def alc_table(sweeps: Sequence[Sweep]) -> ResultTable:
    """Strategies × architectures of one corpus with ALC, the highest of each column marked.

    Strategies that every architecture has come first, those with the highest mean on top.
    """
    found = [sweep.statistics.strategies for sweep in sweeps]
    areas = {
        name: [one[name].alc.mean if name in one else None for one in found]
        for name in dict.fromkeys(name for one in found for name in one)
    }

    def rank(name: str) -> tuple[int, float, str]:
        known = [area for area in areas[name] if area is not None]
        return len(found) - len(known), -sum(known) / len(known), name

    names = sorted(areas, key=rank)
    columns = [
        Column(
            [Cell(mean_and_deviation(one[name].alc if name in one else None, 2)) for name in names],
            [one[name].alc.mean if name in one else None for name in names],
            digits=2,
            direction=1,
        )
        for one in found
    ]
    return ResultTable(
        f"ALC on {sweeps[0].statistics.corpus}, mean ± standard deviation over seeds",
        [Heading("Strategy"), *(Heading(sweep.statistics.architecture) for sweep in sweeps)],
        [compared("", [Cell(name) for name in names], columns)],
    )
