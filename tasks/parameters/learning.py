"""The parameters of the active-learning half: corpora, vectors, the sweep, training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from tasks.parameters.strict import Strict

Architecture = Literal["tagger"]

MADE_HERE = {"sample": "the embedded corpus", "skill_tags": "made by the stage `skills`"}


class VectorSet(Strict):
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


class CorpusParameters(Strict):
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
        if self.format in MADE_HERE and (self.source or self.path):
            raise ValueError(
                f"the format `{self.format}` is {MADE_HERE[self.format]}, "
                "which has neither `source` nor `path`"
            )
        return self


class SweepParameters(Strict):
    """What is fanned out: one simulation a (corpus, architecture, strategy, seed)."""

    corpora: list[str] = Field(description="Names under `corpora`; none leaves this half out")
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


class SelectionParameters(Strict):
    """What holds for every query strategy."""

    memory_mb: PositiveInt = Field(description="Memory for the outputs that a strategy keeps")


class Training(Strict):
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
