"""The parameters of a study, read from ``params.yaml`` and checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    ValidationError,
    model_validator,
)

from tasks.errors import UserError
from tasks.querying.registry import find_strategy
from tasks.simulation.specification import FULL_DATA, Specification
from tasks.tagging.parameters import TrainingParameters

Architecture = Literal["tagger"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class VectorSet(_Strict):
    """Which word vectors a study uses; the name stands in every result."""

    name: Literal["random", "substitute", "paper"]
    sources: list[str] = Field(description="Sources of data/sources.yaml, one block each")
    dimension: PositiveInt = Field(description="Width of all blocks together")
    scale: float = Field(gt=0, description="Root mean square of a component, in every block")

    @model_validator(mode="after")
    def _sources_belong_to_a_set(self) -> VectorSet:
        if (self.name == "random") != (not self.sources):
            raise ValueError("`random` has no sources, every other set has at least one")
        return self


class CorpusParameters(_Strict):
    """Where a corpus comes from, and the paper's settings for it."""

    source: str | None = Field(None, description="Entry of data/sources.yaml")
    path: Path | None = Field(None, description="Folder with train, valid and test files")
    format: str = Field("conll", description="How files under `path` are written; or `sample`")
    initial_fraction: float = Field(gt=0, le=1, description="Share annotated to begin with")
    batch_size: PositiveInt
    epochs: PositiveInt
    hidden_size: PositiveInt = Field(description="Hidden units of each LSTM direction")

    @model_validator(mode="after")
    def _one_origin(self) -> CorpusParameters:
        if self.source and self.path:
            raise ValueError("give `source` (the catalogue) or `path` (a folder), not both")
        if self.format == "sample" and (self.source or self.path):
            raise ValueError(
                "the format `sample` is the embedded corpus, which has neither `source` nor `path`"
            )
        return self


class SweepParameters(_Strict):
    """What is fanned out: one simulation a (corpus, architecture, strategy, seed)."""

    corpora: list[str] = Field(min_length=1)
    architectures: list[Architecture] = Field(min_length=1)
    strategies: list[str] = Field(min_length=1)
    seeds: PositiveInt | Annotated[list[NonNegativeInt], Field(min_length=1)] = Field(
        description="n for seeds 0 … n−1, or a list"
    )
    rounds: PositiveInt = Field(description="Trainings; round 0 is the initial pool")
    full_data: bool = Field(description="Train once a seed on the whole split, for reference")
    budget_unit: Literal["words", "sentences"]
    workers: PositiveInt | Literal["auto"] = Field(description="Simulations at a time")
    retries: int = Field(ge=0, description="Retries of a simulation that failed")

    @property
    def seed_list(self) -> list[int]:
        """The seeds themselves."""
        return list(range(self.seeds)) if isinstance(self.seeds, int) else list(self.seeds)


class Training(_Strict):
    """How every network is trained."""

    learning_rate: float = Field(gt=0)
    clip_norm: float = Field(gt=0)
    dropout: float = Field(ge=0, le=0.99)
    precision: Literal["float32", "bfloat16"]
    model_selection: Literal["last", "best_valid"]
    patience: int = Field(ge=0, description="Epochs without a better one; 0 never stops early")
    lowercase: bool
    record_best_test: bool
    device: str = Field(pattern=r"^(auto|cpu|cuda(:\d+)?)$")


class Parameters(_Strict):
    """All of ``params.yaml``."""

    study: str
    corpora: dict[str, CorpusParameters]
    vectors: VectorSet
    sweep: SweepParameters
    training: Training
    querying: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_exist(self) -> Parameters:
        for corpus in self.sweep.corpora:
            if corpus not in self.corpora:
                raise ValueError(
                    f"sweep.corpora names {corpus!r}, which has no entry under corpora "
                    f"({', '.join(self.corpora)}){_did_you_mean(corpus, self.corpora)}"
                )
            needed = self.corpora[corpus].initial_fraction * self.sweep.rounds
            if needed > 1 + 1e-9:
                raise ValueError(
                    f"sweep.rounds {self.sweep.rounds} × corpora.{corpus}.initial_fraction "
                    f"{self.corpora[corpus].initial_fraction} is more than the whole corpus"
                )
        for what, values in (
            ("corpora", self.sweep.corpora),
            ("architectures", self.sweep.architectures),
            ("strategies", self.sweep.strategies),
            ("seeds", self.sweep.seed_list),
        ):
            if len(set(values)) != len(values):
                raise ValueError(f"sweep.{what} names something twice")
        return self

    @model_validator(mode="after")
    def _strategies_exist(self) -> Parameters:
        for place, names in (
            ("querying", self.querying),
            ("sweep.strategies", self.sweep.strategies),
        ):
            for name in names:
                try:
                    find_strategy(name, self.querying.get(name))
                except UserError as error:
                    told = str(error).removeprefix("params.yaml: ")
                    raise ValueError(
                        told if told.startswith(place) else f"{place}: {told}"
                    ) from error
        return self

    def corpus(self, name: str) -> CorpusParameters:
        """The entry of the corpus called `name`.

        Raises
        ------
        UserError
            When there is none.
        """
        if name not in self.corpora:
            raise UserError(
                f"params.yaml: corpora has no entry {name!r}{_did_you_mean(name, self.corpora)}"
            )
        return self.corpora[name]

    def source_of(self, corpus: str) -> str | None:
        """The catalogue entry that a corpus is downloaded from; None for a folder or the sample."""
        chosen = self.corpus(corpus)
        if chosen.path or chosen.format == "sample":
            return None
        return chosen.source or corpus

    def sources(self) -> list[str]:
        """Everything that the download stage has to fetch."""
        corpora = (self.source_of(corpus) for corpus in self.sweep.corpora)
        return [name for name in corpora if name] + self.vectors.sources

    def specifications(self, corpus: str, architecture: str) -> list[Specification]:
        """The simulations of one corpus and architecture, the longest first.

        Raises
        ------
        UserError
            When there is no such corpus or architecture.
        """
        sweep = self.sweep
        if architecture not in get_args(Architecture):
            raise UserError(
                f"there is no architecture {architecture!r}: choose from "
                f"{', '.join(get_args(Architecture))}"
            )
        runs = [(strategy, seed) for seed in sweep.seed_list for strategy in sweep.strategies]
        simulations = [self._specification(corpus, architecture, *run) for run in runs]
        if not sweep.full_data:
            return simulations
        return [
            self._specification(corpus, architecture, FULL_DATA, seed) for seed in sweep.seed_list
        ] + simulations

    def _specification(
        self, corpus: str, architecture: str, strategy: str, seed: int
    ) -> Specification:
        chosen, training = self.corpus(corpus), self.training
        whole = strategy == FULL_DATA
        return Specification(
            corpus=corpus,
            vectors=self.vectors.name,
            architecture=architecture,
            strategy=strategy,
            seed=seed,
            rounds=1 if whole else self.sweep.rounds,
            initial_fraction=1.0 if whole else chosen.initial_fraction,
            budget_unit=self.sweep.budget_unit,
            hidden_size=chosen.hidden_size,
            dropout=training.dropout,
            vector_scale=self.vectors.scale,
            lowercase=training.lowercase,
            record_best_test=training.record_best_test,
            training=TrainingParameters(
                epochs=chosen.epochs,
                batch_size=chosen.batch_size,
                learning_rate=training.learning_rate,
                clip_norm=training.clip_norm,
                precision=training.precision,
                model_selection=training.model_selection,
                patience=training.patience,
            ),
            options=dict(self.querying.get(strategy, {})),
        )


def read_parameters(path: Path) -> Parameters:
    """Read and check ``params.yaml``.

    Raises
    ------
    UserError
        In one sentence: the file, the parameter, what is wrong with it.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"{path} is missing: run this from the project's root") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # PyYAML lets all three through
        raise UserError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from error
    try:
        return Parameters.model_validate(values)
    except ValidationError as error:
        raise UserError(f"{path}: {_told(error)}") from error


def _told(error: ValidationError) -> str:
    errors = error.errors()
    begin = _place(errors[0]["loc"])
    # A value that may be of two kinds has an error for each: the deepest knows best.
    deepest = max(
        (_place(one["loc"]) for one in errors if _place(one["loc"])[: len(begin)] == begin), key=len
    )
    there = [one for one in errors if _place(one["loc"]) == deepest]
    place = ".".join(deepest)
    if there[0]["type"] == "extra_forbidden":
        return f"{place} is not a parameter{_did_you_mean(deepest[-1], _names())}"
    message = ", or ".join(one["msg"].removeprefix("Value error, ") for one in there)
    return f"{place}: {message}" if place else message


def _place(location: tuple[int | str, ...]) -> list[str]:
    """The keys that lead to a value, without the kinds that Pydantic tried for it."""
    kinds = ("constrained-", "list[", "literal[")
    return [str(part) for part in location if not str(part).startswith(kinds)]


def _names() -> list[str]:
    models = (Parameters, VectorSet, CorpusParameters, SweepParameters, Training)
    return sorted({name for model in models for name in model.model_fields})


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
