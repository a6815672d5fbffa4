"""Tables from journals: ``curves.csv``, which everything is drawn from, and ``timings.csv``."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tasks.errors import UserError
from tasks.files import damage_told
from tasks.simulation.journal import Journal
from tasks.simulation.specification import Specification, specification_from


class Point(NamedTuple):
    """One row of ``curves.csv``: one round of one simulation; scores in percent, on test.

    `stopped` names the rule that made this round the simulation's last.
    """

    corpus: str
    architecture: str
    strategy: str
    seed: int
    round: int
    sentences: int
    words: int
    words_fraction: float
    f1: float
    precision: float
    recall: float
    f1_valid: float
    f1_best_test: float | None = None
    stopped: str | None = None


OPTIONAL = ("f1_best_test", "stopped")
"""Columns that are there only where some row has a value."""
REMEDY = "run the sweep again to write it anew, or give the folder of another one"
COLUMNS = tuple(name for name in Point._fields if name not in OPTIONAL)


def points_of(journal: Journal, train_words: int) -> list[Point]:
    """The rows of one journal; `train_words` is the size of the whole training split."""
    simulation = specification_from(journal.header["simulation"])
    return [
        Point(
            simulation.corpus,
            simulation.architecture,
            simulation.strategy,
            simulation.seed,
            done.round,
            done.sentences,
            done.words,
            round(done.words / train_words, 6),
            round(done.f1, 4),
            round(done.precision, 4),
            round(done.recall, 4),
            round(done.f1_valid, 4),
            None if done.f1_best_test is None else round(done.f1_best_test, 4),
            done.stopped,
        )
        for done in journal.rounds
    ]


def curves_csv(points: Sequence[Point]) -> str:
    """The text of ``curves.csv``."""
    recorded = [name for name in OPTIONAL if any(getattr(point, name) for point in points)]
    columns = [*COLUMNS, *recorded]
    return csv_text(columns, ([getattr(point, name) for name in columns] for point in points))


def read_curves(path: Path) -> list[Point]:
    """Read ``curves.csv``, from this or an earlier sweep.

    Raises
    ------
    UserError
        When the file or a column is missing, a value is not of its type, or a round of a
        simulation stands there twice.
    """
    if not path.is_file():
        raise UserError(f"{path} is missing: run the sweep, or give the folder of another one")
    points: dict[tuple[object, ...], Point] = {}
    with damage_told(path, REMEDY), path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            try:
                point = _point(row)
            except (KeyError, TypeError, ValueError) as error:
                raise UserError(
                    f"{path}, line {reader.line_num}: not a row of a learning curve ({error}); "
                    f"the columns are {', '.join(COLUMNS)}"
                ) from error
            if points.setdefault(point[:5], point) is not point:
                raise UserError(
                    f"{path}, line {reader.line_num}: round {point.round} of {point.strategy}, "
                    f"seed {point.seed}, stands there twice: remove one of the two lines"
                )
    return list(points.values())


def _point(row: dict[str, str]) -> Point:
    best = row.get("f1_best_test")
    return _checked(
        Point(
            row["corpus"],
            row["architecture"],
            row["strategy"],
            int(row["seed"]),
            int(row["round"]),
            int(row["sentences"]),
            int(row["words"]),
            float(row["words_fraction"]),
            float(row["f1"]),
            float(row["precision"]),
            float(row["recall"]),
            float(row["f1_valid"]),
            float(best) if best else None,
            row.get("stopped") or None,
        )
    )


def _checked(point: Point) -> Point:
    """The same point; ValueError for numbers that no round has."""
    scores = (point.f1, point.precision, point.recall, point.f1_valid, point.f1_best_test or 0.0)
    if not all(math.isfinite(score) for score in scores):
        raise ValueError("a score is no finite number")
    if not 0 < point.words_fraction <= 1:
        raise ValueError(f"words_fraction is {point.words_fraction}, not above 0 and up to 1")
    if min(point.seed, point.round, point.sentences, point.words) < 0:
        raise ValueError("a count is below 0")
    return point


class Timings(NamedTuple):
    """One row of ``timings.csv``: what one round of one simulation took."""

    corpus: str
    architecture: str
    strategy: str
    seed: int
    round: int
    train_seconds: float
    select_seconds: float


def read_timing_lines(path: Path) -> dict[int, tuple[float, float]]:
    """Train and select seconds of each round from a live ``timings.jsonl``; empty without it.

    They are rounded to milliseconds, as ``timings.csv`` holds them. Of a round that was done
    twice (killed between timing and journal), the last time counts.
    """
    seconds: dict[int, tuple[float, float]] = {}
    for line in path.read_bytes().splitlines() if path.is_file() else []:
        try:
            value = json.loads(line)
            train, select = (
                round(float(value[f"{what}_seconds"]), 3) for what in ("train", "select")
            )
            seconds[int(value["round"])] = (train, select)
        except (ValueError, LookupError, TypeError, RecursionError, OverflowError):
            continue  # cut off by a kill; the round was done and timed again
    return seconds


def timings_of(
    simulation: Specification, seconds: Mapping[int, tuple[float, float]]
) -> list[Timings]:
    """The rows of one simulation."""
    names = (simulation.corpus, simulation.architecture, simulation.strategy, simulation.seed)
    return [Timings(*names, number, *pair) for number, pair in sorted(seconds.items())]


def timings_csv(timings: Iterable[Timings]) -> str:
    """The text of ``timings.csv``."""
    return csv_text(Timings._fields, timings)


def read_timings(path: Path) -> list[Timings]:
    """Read ``timings.csv``; empty without it."""
    if not path.exists():
        return []
    with damage_told(path, REMEDY), path.open(encoding="utf-8", newline="") as file:
        return [
            Timings(
                row["corpus"],
                row["architecture"],
                row["strategy"],
                int(row["seed"]),
                int(row["round"]),
                float(row["train_seconds"]),
                float(row["select_seconds"]),
            )
            for row in csv.DictReader(file)
        ]


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The text of a table with a header, one line a row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
