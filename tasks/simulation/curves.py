"""Tables from journals: ``curves.csv``, which everything is drawn from, and ``timings.csv``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tasks.errors import UserError
from tasks.simulation.journal import Journal
from tasks.simulation.specification import Specification, specification_from


class Point(NamedTuple):
    """One row of ``curves.csv``: one round of one simulation; scores in percent, on test."""

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
        )
        for done in journal.rounds
    ]


def curves_csv(points: Sequence[Point]) -> str:
    """The text of ``curves.csv``; ``f1_best_test`` is a column only where it was recorded."""
    recorded = any(point.f1_best_test is not None for point in points)
    columns = Point._fields if recorded else Point._fields[:-1]
    return _csv(columns, (point[: len(columns)] for point in points))


def read_curves(path: Path) -> list[Point]:
    """Read ``curves.csv``, from this or an earlier sweep.

    Raises
    ------
    UserError
        When the file or a column is missing, or a value is not of its type.
    """
    if not path.is_file():
        raise UserError(f"{path} is missing: run the sweep, or give the folder of another one")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        points = []
        for row in reader:
            try:
                points.append(_point(row))
            except (KeyError, TypeError, ValueError) as error:
                raise UserError(
                    f"{path}, line {reader.line_num}: not a row of a learning curve ({error}); "
                    f"the columns are {', '.join(Point._fields[:-1])}"
                ) from error
    return points


def _point(row: dict[str, str]) -> Point:
    best = row.get("f1_best_test")
    return Point(
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
    )


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

    Of a round that was done twice (killed between timing and journal), the last time counts.
    """
    seconds: dict[int, tuple[float, float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            value = json.loads(line)
        except ValueError:
            continue  # cut off by a kill; the round was done and timed again
        seconds[value["round"]] = (value["train_seconds"], value["select_seconds"])
    return seconds


def timings_of(
    simulation: Specification, seconds: Mapping[int, tuple[float, float]]
) -> list[Timings]:
    """The rows of one simulation."""
    names = (simulation.corpus, simulation.architecture, simulation.strategy, simulation.seed)
    return [
        Timings(*names, number, *(round(value, 3) for value in pair))
        for number, pair in sorted(seconds.items())
    ]


def timings_csv(timings: Iterable[Timings]) -> str:
    """The text of ``timings.csv``."""
    return _csv(Timings._fields, timings)


def read_timings(path: Path) -> list[Timings]:
    """Read ``timings.csv``; empty without it."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
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


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
