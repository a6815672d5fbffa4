"""The journal of a simulation: append-only JSON lines from which a killed run resumes.

The first line is the header: what is simulated, on which data, with which code. Every further
line is one finished round, flushed to disk before the next round begins. A journal holds no
time: the same simulation writes the same bytes.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Round:
    """One finished round.

    Attributes
    ----------
    round : int
        0 is the initial pool.
    sentences, words : int
        Annotated so far, this round's training set.
    f1, precision, recall : float
        On test, in percent, of the model that `model_selection` kept.
    f1_valid : float
        On validation, of the same model.
    f1_best_test : float or None
        The best test F1 of any epoch: optimistic, for comparison only.
    epochs, kept_epoch : int
        Epochs trained, and the one whose weights were kept (from 0).
    query : tuple of int
        Ids chosen for the next round, in the strategy's order; empty in the last round.
    """

    round: int
    sentences: int
    words: int
    f1: float
    precision: float
    recall: float
    f1_valid: float
    f1_best_test: float | None
    epochs: int
    kept_epoch: int
    query: tuple[int, ...]


@dataclass(frozen=True)
class Journal:
    """A journal read back: its header and its finished rounds, in order."""

    header: dict[str, Any]
    rounds: tuple[Round, ...]


def read_journal(path: Path) -> Journal | None:
    """Read what is whole in a journal; None when not even its header is.

    A line that was cut off by a kill, and whatever follows a damaged line, is not part of the
    result: those rounds are done again.
    """
    if not path.exists():
        return None
    lines = _whole_lines(path.read_bytes())
    if not lines:
        return None
    header, *values = lines
    rounds = []
    for number, value in enumerate(values):
        finished = _as_round(value)
        if finished is None or finished.round != number:
            break
        rounds.append(finished)
    return Journal(header, tuple(rounds))


def start_journal(path: Path, header: dict[str, Any]) -> Journal:
    """Open a journal for appending: resume it when it has this `header`, begin it otherwise.

    A damaged tail is cut off, so that the next line stands on a line of its own.
    """
    journal = read_journal(path)
    if journal is None or journal.header != header:
        journal = Journal(header, ())
    restore_journal(path, header, journal)
    return journal


def restore_journal(path: Path, header: dict[str, Any], journal: Journal) -> None:
    """Make the file at `path` hold exactly this `header` and the rounds of `journal`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(_line(value) for value in (header, *map(asdict, journal.rounds)))
    if not path.exists() or path.read_bytes() != text.encode():
        temporary = path.with_suffix(".tmp")
        _write_flushed(temporary, text, "w")
        temporary.replace(path)


def append_round(path: Path, finished: Round) -> None:
    """Append one finished round; on return it has reached the disk."""
    _write_flushed(path, _line(asdict(finished)), "a")


def append_line(path: Path, value: dict[str, Any]) -> None:
    """Append one JSON line to any file beside a journal (its timings); flushed to disk.

    After a line that was cut off it begins a new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    cut = path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
    _write_flushed(path, ("\n" if cut else "") + _line(value), "a")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _write_flushed(path: Path, text: str, mode: str) -> None:
    with path.open(mode, encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _whole_lines(content: bytes) -> list[dict[str, Any]]:
    values = []
    for line in content.split(b"\n")[:-1]:
        try:
            value = json.loads(line)
        except ValueError:
            break
        if not isinstance(value, dict):
            break
        values.append(value)
    return values


def _as_round(value: dict[str, Any]) -> Round | None:
    try:
        return Round(**{**value, "query": tuple(value["query"])})
    except (KeyError, TypeError):
        return None
