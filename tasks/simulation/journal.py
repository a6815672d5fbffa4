"""The journal of a simulation: append-only JSON lines from which a killed run resumes.

The first line is the header: what is simulated, on which data, with which code. Every further
line is one finished round, flushed to disk before the next round begins. Each ends with a
checksum of itself, for a digit that flips on the disk leaves valid JSON; lines from before there
were checksums are read as well. A journal holds no time: the same simulation writes the same bytes.
"""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from tasks.files import damage_told, naming, replacing

_CHECKSUM = re.compile(rb',"crc32":"([0-9a-f]{8})"}$')


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
    agreement : float or None
        Cohen's kappa of this round's predictions on the training split with the last round's,
        where somebody looks at it.
    stopped : str or None
        The stopping rule that made this the last round.
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
    agreement: float | None = None
    stopped: str | None = None


@dataclass(frozen=True)
class Journal:
    """A journal read back: its header and its finished rounds, in order."""

    header: dict[str, Any]
    rounds: tuple[Round, ...]

    @property
    def over(self) -> bool:
        """Whether the simulation is finished: all rounds are done, or a rule has stopped it."""
        wanted: int = self.header["simulation"]["rounds"]
        done = self.rounds
        return bool(done) and (len(done) >= wanted or done[-1].stopped is not None)


def read_journal(path: Path) -> Journal | None:
    """Read what is whole in a journal; None when not even its header is.

    A line that was cut off by a kill, and whatever follows a damaged line, is not part of the
    result: those rounds are done again.
    """
    if not path.exists():
        return None
    with damage_told(path, "move it away, and the simulation begins anew"):
        return parse_journal(path.read_bytes())


def parse_journal(content: bytes) -> Journal | None:
    """The same from the content of a journal."""
    lines = _whole_lines(content)
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
    text = "".join(_checked_line(value) for value in (header, *map(asdict, journal.rounds)))
    if not path.exists() or path.read_bytes() != text.encode():
        with replacing(path) as temporary:
            _write_flushed(temporary, text, "w")


def append_round(path: Path, finished: Round) -> None:
    """Append one finished round; on return it has reached the disk."""
    with naming(path):
        _write_flushed(path, _checked_line(asdict(finished)), "a")


def append_line(path: Path, value: dict[str, Any]) -> None:
    """Append one JSON line to any file beside a journal (its timings); flushed to disk.

    After a line that was cut off it begins a new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    cut = path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
    with naming(path):
        _write_flushed(path, ("\n" if cut else "") + _line(value), "a")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _checked_line(value: dict[str, Any]) -> str:
    plain = _line(value).rstrip("\n")
    return f'{plain[:-1]},"crc32":"{crc32(plain.encode()):08x}"}}\n'


def _write_flushed(path: Path, text: str, mode: str) -> None:
    with path.open(mode, encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _whole_lines(content: bytes) -> list[dict[str, Any]]:
    values = []
    for line in content.split(b"\n")[:-1]:
        try:
            value = json.loads(_without_checksum(line))
        except (ValueError, RecursionError):
            break
        if not isinstance(value, dict):
            break
        values.append(value)
    return values


def _without_checksum(line: bytes) -> bytes:
    """The line as it was before its checksum was added; ValueError when that is another's."""
    found = _CHECKSUM.search(line)
    if found is None:
        return line
    plain = line[: found.start()] + b"}"
    if crc32(plain) != int(found[1], 16):
        raise ValueError("the line is not the one that was written")
    return plain


def _as_round(value: dict[str, Any]) -> Round | None:
    try:
        finished = Round(**{**value, "query": tuple(value["query"])})
    except (KeyError, TypeError):
        return None
    return finished if _makes_sense(finished) else None


def _makes_sense(finished: Round) -> bool:
    """Whether every value is of its type: numbers that are none would be found out much later."""
    counts = (finished.round, finished.sentences, finished.words, finished.epochs)
    scores = (finished.f1, finished.precision, finished.recall, finished.f1_valid)
    maybe = (finished.f1_best_test, finished.agreement)
    return (
        all(type(one) is int and one >= 0 for one in (*counts, *finished.query))
        and type(finished.kept_epoch) is int
        and all(_is_finite(one) for one in (*scores, *(one for one in maybe if one is not None)))
        and isinstance(finished.stopped, str | None)
    )


def _is_finite(value: object) -> bool:
    return (isinstance(value, float) and math.isfinite(value)) or type(value) is int
