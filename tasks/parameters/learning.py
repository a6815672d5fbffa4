"""The parameters of the active-learning half: corpora, vectors, the sweep, training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from tasks.parameters.strict import Several, Strict
from tasks.tagging.parameters import Architecture, Precision

MADE_HERE = {"sample": "the embedded corpus", "skill_tags": "made by the stage `skills`"}


class VectorSet(Strict):
    """Which word vectors a study uses; the name stands in every result."""

    name: Literal["random", "substitute", "paper"] = Field(description="Stands in every result")
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
    batch_size: PositiveInt = Field(description="Sentences a step of training")
    epochs: PositiveInt = Field(description="Of every training")
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


class StoppingParameters(Strict):
    """What ends a simulation before its last round; null never does."""

    words: PositiveInt | None = Field(description="So many words are annotated")
    full_data_share: Annotated[float, Field(gt=0, le=1)] | None = Field(
        description="Validation F1 reaches this share of the full-data run's"
    )
    stability: Annotated[float, Field(gt=0, le=1)] | None = Field(
        description="Agreement (kappa) of successive rounds' predictions"
    )
    stable_rounds: PositiveInt = Field(description="Agreements whose mean has to reach that")


MOST_RETRIES = 50  # what fails so often will not mend itself
LONGEST_DELAY = 3600.0


class SweepParameters(Strict):
    """What is fanned out: one simulation a (corpus, architecture, strategy, seed)."""

    corpora: list[str] = Field(description="Names under `corpora`; none leaves this half out")
    architectures: list[Architecture] = Field(min_length=1, description="The networks")
    strategies: list[str] = Field(
        min_length=1, description="Query strategies, such as mnlp or per_word(bald)"
    )
    seeds: Several | Annotated[list[NonNegativeInt], Field(min_length=1)] = Field(
        description="n for seeds 0 … n−1, or a list"
    )
    rounds: PositiveInt = Field(description="Trainings; round 0 is the initial pool")
    stopping: StoppingParameters = Field(description="What ends a simulation earlier")
    full_data: bool = Field(description="Train once a seed on the whole split, for reference")
    budget_unit: Literal["words", "sentences"] = Field(description="What a round's budget counts")
    runner: Literal["local", "dask", "sequential"] = Field(
        description="Where: this machine, a Dask cluster, or here one after the other"
    )
    workers: Several | Literal["auto"] = Field(
        description="Simulations at a time on this machine; auto: one a core, four a GPU"
    )
    timeout_minutes: Annotated[float, Field(gt=0)] | None = Field(
        description="Of one simulation's process; null never ends one"
    )
    retries: int = Field(ge=0, le=MOST_RETRIES, description="Retries of a simulation that failed")
    retry_seconds: float = Field(
        ge=0, description="Before the first retry; twice as long before each further, up to an hour"
    )
    planned: list[tuple[str, str]] = Field(
        description="Pairs of strategies whose comparison was planned; all others are exploratory"
    )

    @model_validator(mode="after")
    def _share_needs_the_whole(self) -> SweepParameters:
        if self.stopping.full_data_share is not None and not self.full_data:
            raise ValueError("stopping.full_data_share needs the full-data run: set full_data")
        return self

    @property
    def retry_delays(self) -> list[float]:
        """Seconds before each retry."""
        longest = max(LONGEST_DELAY, self.retry_seconds)
        return [min(self.retry_seconds * 2**retry, longest) for retry in range(self.retries)]

    @property
    def seed_list(self) -> list[int]:
        """The seeds themselves."""
        return list(range(self.seeds)) if isinstance(self.seeds, int) else list(self.seeds)


class TaggerParameters(Strict):
    """Options of the BiLSTM tagger."""

    characters: bool = Field(description="Read features of a word's spelling, too")
    crf: bool = Field(description="A CRF over the tags instead of a softmax a word")


class EncoderDecoderParameters(Strict):
    """Options of the encoder–decoder with focus."""

    characters: bool = Field(description="Read features of a word's spelling, too")
    decoder_size: PositiveInt = Field(description="Hidden units of the decoder")
    tag_dimension: PositiveInt = Field(description="Of the embedding of the tag before")


class NetworksParameters(Strict):
    """Options of each architecture."""

    tagger: TaggerParameters = Field(description="The BiLSTM tagger")
    encoder_decoder: EncoderDecoderParameters = Field(description="With focus")

    def of(self, architecture: Architecture) -> dict[str, Any]:
        """The options of one architecture."""
        return {"tagger": self.tagger, "encoder_decoder": self.encoder_decoder}[
            architecture
        ].model_dump()


class SelectionParameters(Strict):
    """What holds for every query strategy."""

    memory_mb: PositiveInt = Field(description="Memory for the outputs that a strategy keeps")


class Training(Strict):
    """How every network is trained."""

    learning_rate: float = Field(gt=0, description="Of Adam")
    clip_norm: float = Field(gt=0, description="The longest gradient; longer ones are shortened")
    dropout: float = Field(ge=0, le=0.99, description="On embeddings and on the encoder's output")
    precision: Precision = Field(description="Of products of matrices")
    model_selection: Literal["last", "best_valid"] = Field(description="Which epoch's weights stay")
    patience: int = Field(ge=0, description="Epochs without a better one; 0 never stops early")
    lowercase: bool = Field(description="Look words up in lower case")
    record_best_test: bool = Field(description="Add f1_best_test to the curves: optimistic")
    device: str = Field(
        pattern=r"^(auto|cpu|cuda(:\d+)?)$", description="auto, cpu, cuda or cuda:N"
    )
