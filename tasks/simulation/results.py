"""The folder of a finished sweep: journals, curves, choices, timings, statistics, provenance."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tasks.corpora.normalise import load
from tasks.errors import UserError
from tasks.files import damage_told, read_json, write_json, write_text
from tasks.simulation.choices import Choice, choices_csv, choices_of, read_choices
from tasks.simulation.comparisons import Pair
from tasks.simulation.curves import (
    Point,
    Timings,
    curves_csv,
    points_of,
    read_curves,
    read_timing_lines,
    read_timings,
    timings_csv,
    timings_of,
)
from tasks.simulation.journal import Journal, read_journal
from tasks.simulation.process import WorkOrder
from tasks.simulation.specification import specification_from
from tasks.simulation.statistics import summarise

JOURNALS = "journals"
CURVES = "curves.csv"
CHOICES = "choices.csv"
TIMINGS = "timings.csv"
STATISTICS = "statistics.json"
METADATA = "sweep.json"


@dataclass(frozen=True)
class SimulationFiles:
    """One simulation as its files tell it: the journal, and seconds (train, select) by round."""

    journal: Journal
    path: Path
    seconds: Mapping[int, tuple[float, float]]


@dataclass(frozen=True)
class SweepResults:
    """All results of one corpus and architecture.

    Attributes
    ----------
    simulations : tuple of SimulationFiles
        Those with at least one finished round.
    points, timings : lists of rows
    statistics : dict
    metadata : dict
        Study, vectors and their coverage of the training split, parameters, commit, machine,
        `train_words`, names of failed simulations.
    choices : list of rows
        None from the folder of a sweep that is older than they are.
    """

    simulations: tuple[SimulationFiles, ...]
    points: list[Point]
    timings: list[Timings]
    statistics: dict[str, Any]
    metadata: dict[str, Any]
    choices: list[Choice] = field(default_factory=list)


def simulation_files(order: WorkOrder) -> SimulationFiles | None:
    """What stands in an order's folder by now; None before the first round is done."""
    journal = read_journal(order.journal)
    if journal is None or not journal.rounds:
        return None
    return SimulationFiles(journal, order.journal, read_timing_lines(order.timings))


def collect(
    orders: Sequence[WorkOrder], metadata: Mapping[str, Any], planned: Sequence[Pair] = ()
) -> SweepResults:
    """Gather what the orders' folders hold; `planned` are pairs of strategies to compare.

    A simulation that is not finished has its rounds in the curves, and stands as failed in the
    metadata.
    """
    train_words = count_train_words(orders[0].corpus)
    present = [files for order in orders if (files := simulation_files(order)) is not None]
    points, timings = [], []
    for files in present:
        points += points_of(files.journal, train_words)
    for order in orders:
        timings += timings_of(order.specification, read_timing_lines(order.timings))
    first = orders[0].specification
    names = {
        "corpus": first.corpus,
        "architecture": first.architecture,
        "vectors": first.vectors,
    }
    return SweepResults(
        tuple(present),
        points,
        timings,
        {**names, **summarise(points, planned)},
        {
            **names,
            "train_words": train_words,
            "coverage": read_json(orders[0].vectors / "coverage.json")["coverage"]["any"],
            **metadata,
        },
        _choices(orders[0].corpus, [files.journal for files in present]),
    )


def _choices(corpus: Path, journals: Sequence[Journal]) -> list[Choice]:
    queried = [journal for journal in journals if any(done.query for done in journal.rounds)]
    train = load(corpus).train if queried else []
    return [choice for journal in queried for choice in choices_of(journal, train)]


def write_results(results: SweepResults, folder: Path) -> None:
    """Write a sweep's folder anew; journals are copied as they are.

    It is built beside the old one, which stays until the new one is whole.
    """
    # One level deeper than a sweep's folder, so that nobody takes an unfinished one for one.
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)  # of a process that was killed
    try:
        _write_folder(results, beside / "new")
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    if folder.exists():
        folder.replace(beside / "old")
    (beside / "new").replace(folder)
    shutil.rmtree(beside, ignore_errors=True)


def _write_folder(results: SweepResults, folder: Path) -> None:
    journals = folder / JOURNALS
    journals.mkdir(parents=True)
    for files in results.simulations:
        simulation = files.journal.header["simulation"]
        name = f"{simulation['strategy']}-seed{simulation['seed']}.jsonl"
        shutil.copyfile(files.path, journals / name)
    write_text(folder / CURVES, curves_csv(results.points))
    write_text(folder / CHOICES, choices_csv(results.choices))
    write_text(folder / TIMINGS, timings_csv(results.timings))
    write_json(folder / STATISTICS, results.statistics)
    write_json(folder / METADATA, results.metadata)


def read_results(folder: Path) -> SweepResults:
    """Read a sweep's folder back.

    Raises
    ------
    UserError
        When it is no such folder, or a file in it is damaged.
    """
    if not (folder / METADATA).is_file():
        raise UserError(f"{folder} is not the folder of a sweep: it has no {METADATA}")
    timings = read_timings(folder / TIMINGS)
    simulations = []
    for path in sorted((folder / JOURNALS).glob("*.jsonl")):
        journal = read_journal(path)
        if journal is None:
            raise UserError(f"{path} is not a journal: remove it, or run the sweep again")
        with damage_told(path, "remove it, or run the sweep again"):
            simulation = specification_from(journal.header["simulation"])
        seconds = {
            row.round: (row.train_seconds, row.select_seconds)
            for row in timings
            if row.strategy == simulation.strategy and row.seed == simulation.seed
        }
        simulations.append(SimulationFiles(journal, path, seconds))
    return SweepResults(
        tuple(simulations),
        read_curves(folder / CURVES),
        timings,
        read_json(folder / STATISTICS),
        read_json(folder / METADATA),
        read_choices(folder / CHOICES),
    )


def count_train_words(corpus: Path) -> int:
    """Words of a normalised corpus's training split, from its ``corpus.json``."""
    path = corpus / "corpus.json"
    with damage_told(path, f"run `skillpath normalise --corpus {corpus.name}` again"):
        return int(read_json(path)["splits"]["train"]["tokens"])
