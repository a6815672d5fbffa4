"""``topics.json`` and the keywords of the kept models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import AliasChoices, Field, RootModel, StringConstraints, model_validator

from tasks.reporting.adviser.results.base import Frozen, read_if_there

# A kind of topic model is the name of a folder, too.
Kind: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]


class TopicModelMeasures(Frozen):
    """The measures of one fitted model; those of single topics only where it was kept.

    `kind` is what the study calls the model, which may be more telling than its kind alone.
    """

    kind: Kind = Field(validation_alias=AliasChoices("model", "kind"))
    topics: int = Field(gt=0)
    seed: int = 0
    preset: str = ""
    text: str = ""
    npmi: float
    c_v: float
    diversity: float
    perplexity: float | None = None
    npmi_of_topics: tuple[float, ...] = ()
    similarity: tuple[tuple[float, ...], ...] = ()

    @model_validator(mode="after")
    def _square(self) -> TopicModelMeasures:
        if any(len(row) != len(self.similarity) for row in self.similarity):
            raise ValueError("similarity is not square")
        return self


class CurvePoint(Frozen):
    """Mean quality of models with that many topics."""

    topics: int = Field(gt=0)
    quality: float
    standard_error: float | None = None
    seeds: int = 1


class Choice(Frozen):
    """The number of topics chosen, and from what."""

    topics: int
    curve: tuple[CurvePoint, ...] = ()


class Stability(Frozen):
    """Likeness of the topics of models that differ by their seeds."""

    cosine: float
    jaccard: float | None = None


class TopicsFile(Frozen):
    """The content of ``topics.json``."""

    study: str | None = None
    sweep: tuple[TopicModelMeasures, ...] = ()
    chosen: dict[Kind, Choice] = Field(default_factory=dict)
    stability: dict[Kind, Stability] = Field(default_factory=dict)
    kept: dict[Kind, TopicModelMeasures] = Field(default_factory=dict)


class Word(Frozen):
    """A keyword of a topic."""

    term: str


class Topic(Frozen):
    """A topic of a kept model: its number, its vacancies and keywords, heaviest first."""

    topic: int
    vacancies: int
    words: tuple[Word, ...] = ()


class _TopicList(RootModel[list[Topic]]):
    """The content of ``<kind>/topics.json``."""


@dataclass(frozen=True)
class TopicResults:
    """Measures of the topic models, and the topics of those that were kept, by kind."""

    file: TopicsFile
    topics: Mapping[str, Sequence[Topic]] = field(default_factory=dict)


def read_topic_results(folder: Path) -> TopicResults | None:
    """Read ``topics.json`` and the kept models' ``<kind>/topics.json``; None if absent."""
    file = read_if_there(folder / "topics.json", TopicsFile)
    if file is None:
        return None
    lists = {kind: read_if_there(folder / kind / "topics.json", _TopicList) for kind in file.kept}
    return TopicResults(file, {kind: one.root for kind, one in lists.items() if one is not None})
