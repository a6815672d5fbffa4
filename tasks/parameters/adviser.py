"""The parameters of the job adviser: tables of vacancies, skills, topics, salaries, evaluation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, NonNegativeInt, PositiveInt, model_validator

from tasks.parameters.strict import Several, Strict, as_value_error, did_you_mean
from tasks.salary.rows import Window
from tasks.topics.settings import settings_of
from tasks.vacancies.readers import READERS
from tasks.vacancies.readers.table import check_fields

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]


def _without_nulls(entries: Any) -> Any:
    """A study leaves out what others have by setting it to null."""
    if not isinstance(entries, dict):
        return entries
    return {name: entry for name, entry in entries.items() if entry is not None}


LeavesOut = BeforeValidator(_without_nulls)


class TableParameters(Strict):
    """Where a table of vacancies comes from."""

    source: str | None = Field(None, description="Entry of data/sources.yaml")
    path: Path | None = Field(None, description="A file, or a folder of files, of your own")
    format: str = Field("table", description="How files under `path` are written; or `sample`")
    columns: dict[str, str] = Field(
        default_factory=dict, description="For the format `table`: which column holds what"
    )
    delimiter: str | None = Field(
        None, min_length=1, max_length=1, description="For `table`: found out where not given"
    )

    @model_validator(mode="after")
    def _one_origin(self) -> TableParameters:
        origins = [self.source, self.path, self.format == "sample" or None]
        if sum(origin is not None for origin in origins) != 1:
            raise ValueError(
                "give one of `source` (the catalogue), `path` (yours) and `format: sample`"
            )
        formats = [*READERS, "sample"]
        if self.format not in formats:
            raise ValueError(
                f"format {self.format!r} is none of {', '.join(formats)}"
                f"{did_you_mean(self.format, formats)}"
            )
        if self.path and self.format == "table":
            with as_value_error():
                check_fields(self.columns)
        return self


class VacancyParameters(Strict):
    """Which tables are joined into data/vacancies/vacancies.parquet."""

    tables: list[str] = Field(description="Names under `tables`; none leaves the adviser out")
    max_malformed: float = Field(
        ge=0, le=1, description="A table with a larger share of malformed rows is refused"
    )


class SkillParameters(Strict):
    """How skills are recognised."""

    dictionaries: list[str] = Field(description="Sources of data/sources.yaml: aliases, stop lists")
    min_vacancies: PositiveInt = Field(description="Rarer key skills are left out")


class TopicModelParameters(Strict):
    """One topic model; its name is the caller's."""

    kind: Literal["lda", "nmf", "clusters"] = Field(description="What is fitted")
    preset: Literal["report", "own"] = Field(description="The report's settings, or ours")
    text: Literal["whole", "trimmed", "filtered", "skills"] = Field(
        description="What it is fitted to"
    )
    topics: Annotated[int, Field(ge=2)] | Literal["auto"] = Field(
        description="auto = the best of the sweep"
    )
    options: dict[str, Any] = Field(default_factory=dict, description="In place of the preset's")

    @model_validator(mode="after")
    def _options_exist(self) -> TopicModelParameters:
        with as_value_error():
            settings_of(self.kind, self.preset, self.options)
        return self

    @property
    def fixed_number(self) -> list[int]:
        """The number of topics where it is given, as a list of none or one."""
        return [] if self.topics == "auto" else [self.topics]


class TopicParameters(Strict):
    """The topic models, and the sweep over numbers of topics that measures them."""

    models: Annotated[dict[Name, TopicModelParameters], LeavesOut] = Field(
        min_length=1, description="By a name of your choice"
    )
    numbers: list[Annotated[int, Field(ge=2)]] = Field(
        min_length=1, description="Numbers of topics to measure"
    )
    seeds: Several = Field(description="Models a number; from 2 on, stability is measured")
    held_out_share: float = Field(gt=0, lt=1, description="Vacancies for perplexity")


class MethodParameters(Strict):
    """A way of ranking skills and vacancies."""

    recommender: str = Field(description="A file of tasks/advisor/recommenders")
    topics: str | None = Field(None, description="The topic model it takes, of `topics.models`")
    options: dict[str, Any] = Field(default_factory=dict, description="Of the recommender")


class AdvisorParameters(Strict):
    """What is measured against what, and what the adviser takes."""

    default: str = Field(description="One of `methods`, or auto = the best by recall@10")
    methods: Annotated[dict[Name, MethodParameters], LeavesOut] = Field(
        min_length=1, description="By a name of your choice"
    )
    texts: list[Literal["whole", "trimmed", "filtered"]] = Field(
        description="Forms of text that are compared, by the search with `text_methods`"
    )
    text_methods: list[Literal["tfidf", "lda", "nmf", "clusters"]] = Field(
        description="What searches in the forms of text"
    )
    folds: Annotated[Several, Field(ge=2)] = Field(description="Grouped by employer")
    seed: NonNegativeInt = Field(description="Of the folds, and of what is hidden")
    queries: list[str] = Field(description="Lines of skills whose advice stands in the report")
    compared: list[str] = Field(description="Methods whose answers stand beside the default's")


class SalaryParameters(Strict):
    """Which salary models are measured, and how."""

    window: tuple[float, float] = Field(description="Net roubles a month, bounds included")
    without_lower_end: bool = Field(description="Measure vacancy models on lower salaries, too")
    models: list[Literal["median", "report", "ridge", "blend"]] = Field(
        min_length=1, description="Of a vacancy"
    )
    given: list[Literal["skills", "skills, city", "skills, title", "skills, title, city"]] = Field(
        min_length=1, description="What a query is made of, besides schedule and experience"
    )
    repeats: Several = Field(description="Seeds of the five folds grouped by employer")
    curve_model: Literal["median", "report", "ridge", "blend"] = Field(
        description="Of the learning curve"
    )
    curve_shares: list[Annotated[float, Field(gt=0, le=1)]] = Field(
        description="Shares of employers that the learning curve is measured at"
    )
    device: Literal["auto", "cpu", "cuda"] = Field(description="For boosting: auto = a GPU if any")

    @model_validator(mode="after")
    def _window_is_one(self) -> SalaryParameters:
        with as_value_error():
            Window(*self.window)
        return self
