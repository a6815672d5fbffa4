"""A finished sweep as the report sees it: read from its files, checked, and left unchanged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from tasks.errors import UserError
from tasks.reporting.reading import read_model
from tasks.reporting.rows import check_one_sweep, table_rows
from tasks.reporting.study.results import Choice, Comparisons, read_choices

FULL = "full"
RANDOM = "random"


@dataclass(frozen=True)
class Provenance:
    """What a corpus is, on what terms it may be used, and the addresses it comes from."""

    description: str
    licence: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class SweepFolder:
    """Where one sweep lies.

    `folder` holds ``curves.csv`` and ``statistics.json``, and may hold ``timings.csv``,
    ``choices.csv`` and ``sweep.json``; `corpus` and `coverage` are the paths of ``corpus.json``
    and ``coverage.json``. What is None is left out of the report.
    """

    folder: Path
    corpus: Path | None = None
    coverage: Path | None = None
    provenance: Provenance | None = None


class Round(NamedTuple):
    """One finished round of one simulation: what was annotated and the F1 (percent) on test."""

    strategy: str
    seed: int
    round: int
    words: int
    words_fraction: float
    f1: float
    f1_best_test: float | None


class Seconds(NamedTuple):
    """Mean seconds a round; `select` is missing where nothing was ever selected."""

    train: float
    select: float | None


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Estimate(_Frozen):
    """Mean over `n` seeds; no spread where `n` is one."""

    mean: float
    std: float | None = None
    stderr: float | None = None
    n: int


class WordsTo(_Frozen):
    """Words until a share of full-data F1: `reached` of `of` seeds got there."""

    reached: int
    of: int
    mean: float | None = None
    fraction: float | None = None


class Ends(_Frozen):
    """Where all simulations of a strategy ended; `left_out` are the seeds that did so early."""

    left_out: list[int] = []
    words_end: Estimate | None = None
    f1_end: Estimate | None = None


class StrategyStatistics(Ends):
    """The numbers of one strategy, as ``statistics.json`` has them, without who is left out."""

    seeds: list[int]
    alc: Estimate
    f1_last: Estimate
    words_to: dict[str, WordsTo] = {}
    deficiency: Estimate | None = None


class FullData(_Frozen):
    """The reference that was trained on all training words."""

    f1: Estimate


class Statistics(_Frozen):
    """The content of ``statistics.json``."""

    corpus: str
    architecture: str
    vectors: str
    seeds: list[int] = []
    full: FullData | None = None
    strategies: dict[str, StrategyStatistics]
    stopped_early: dict[str, Ends] = {}
    comparisons: Comparisons | None = None
    notes: list[str] = []

    @model_validator(mode="after")
    def _compares_its_own_strategies(self) -> Self:
        unknown = (self.comparisons.strategies if self.comparisons else set()) - set(
            self.strategies
        )
        if unknown:
            raise ValueError(f"comparisons name what is no strategy: {', '.join(sorted(unknown))}")
        return self


class Metadata(_Frozen):
    """The content of ``sweep.json``; every key is optional."""

    study: str | None = None
    parameters: dict[str, Any] = {}
    commit: str | None = None
    machine: Any = None
    failed: list[Any] = []


class CorpusCounts(_Frozen):
    """The content of ``corpus.json``: counts by split and name, and the format they came in."""

    format: str = ""
    splits: dict[str, dict[str, int | float]]
    test_tags_not_in_train: list[str] = []


class Share(_Frozen):
    """The shares of distinct words and of token occurrences that have a vector, 0 … 1."""

    types: float
    tokens: float


class BlockShare(Share):
    """The shares of one vector file."""

    name: str


class Shares(_Frozen):
    """Coverage by some block, by every block, and by each."""

    any: Share
    every: Share
    blocks: list[BlockShare] = []


class VectorSource(_Frozen):
    """One file of word vectors and its terms."""

    name: str
    licence: str


class Coverage(_Frozen):
    """The content of ``coverage.json``: a vector set and how much of the corpus it knows."""

    vectors: str
    sources: list[VectorSource] = []
    dimensions: list[int] = []
    coverage: Shares

    @model_validator(mode="after")
    def _one_dimension_a_block(self) -> Self:
        if self.dimensions and len(self.dimensions) != len(self.coverage.blocks):
            raise ValueError(
                f"{len(self.dimensions)} dimensions for {len(self.coverage.blocks)} blocks"
            )
        return self


@dataclass(frozen=True)
class Sweep:
    """One corpus × architecture: its rounds, statistics, timings, and what they were made from.

    `choices` is empty where the sweep did not keep what its queries chose.
    """

    statistics: Statistics
    rounds: tuple[Round, ...]
    seconds: Mapping[str, Seconds] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    corpus: CorpusCounts | None = None
    coverage: Coverage | None = None
    provenance: Provenance | None = None

    @property
    def name(self) -> str:
        return f"{self.statistics.corpus} · {self.statistics.architecture}"

    @property
    def strategies(self) -> tuple[str, ...]:
        """The strategies with a curve, random first, the others by name."""
        names = {row.strategy for row in self.rounds} - {FULL}
        return tuple(sorted(names, key=lambda name: (name != RANDOM, name)))

    @property
    def ranked(self) -> tuple[str, ...]:
        """The strategies with a curve, highest ALC first; those without one last, by name."""
        known = self.statistics.strategies
        areas = {name: known[name].alc.mean for name in self.strategies if name in known}
        return tuple(sorted(self.strategies, key=lambda name: (-areas.get(name, -math.inf), name)))


def read_sweep(where: SweepFolder) -> Sweep:
    """Read one sweep.

    Raises
    ------
    UserError
        When ``curves.csv``, ``statistics.json`` or a file that `where` names is missing, or
        any file is damaged.
    """
    statistics = read_model(where.folder / "statistics.json", Statistics)
    timings, metadata = where.folder / "timings.csv", where.folder / "sweep.json"
    choices = where.folder / "choices.csv"
    return Sweep(
        statistics=statistics,
        rounds=read_rounds(where.folder / "curves.csv"),
        seconds=read_seconds(timings) if timings.exists() else {},
        choices=read_choices(choices) if choices.exists() else (),
        metadata=read_model(metadata, Metadata) if metadata.exists() else Metadata(),
        corpus=read_model(where.corpus, CorpusCounts) if where.corpus else None,
        coverage=read_model(where.coverage, Coverage) if where.coverage else None,
        provenance=where.provenance,
    )


def read_rounds(path: Path) -> tuple[Round, ...]:
    """Read ``curves.csv``: one row a round, the full-data run as strategy ``full``.

    Raises
    ------
    UserError
        When the file or a column is missing, a value is impossible, no row is there,
        or rows of several corpora or architectures are mixed.
    """
    rows = list(table_rows(path))
    if not rows:
        raise UserError(f"{path} holds no finished round; run the sweep first")
    check_one_sweep(path, rows)
    return tuple(
        Round(
            strategy=row.text("strategy"),
            seed=int(row.number("seed")),
            round=int(row.number("round")),
            words=int(row.number("words")),
            words_fraction=row.share("words_fraction"),
            f1=row.number("f1"),
            f1_best_test=row.number_if_any("f1_best_test"),
        )
        for row in rows
    )


def read_seconds(path: Path) -> dict[str, Seconds]:
    """Read ``timings.csv`` into mean seconds a round for each strategy."""
    train: dict[str, list[float]] = {}
    select: dict[str, list[float]] = {}
    for row in table_rows(path):
        name = row.text("strategy")
        train.setdefault(name, []).append(row.number("train_seconds"))
        seconds = row.number_if_any("select_seconds")
        if seconds is not None:
            select.setdefault(name, []).append(seconds)
    return {
        name: Seconds(
            train=float(np.mean(values)),
            select=float(np.mean(select[name])) if name in select else None,
        )
        for name, values in train.items()
    }
