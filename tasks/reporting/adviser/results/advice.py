"""``metrics.json`` and ``queries.json``: how good the advice is, and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, RootModel, model_validator

from tasks.reporting.adviser.results.base import Frozen, Measure


class Ranking(Frozen):
    """Measures of one ranking method by name, all and by slice of the queries."""

    measures: dict[str, Measure | None] = Field(default_factory=dict)
    slices: dict[str, dict[str, Measure | None]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _side_by_side(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or "measures" in value:
            return value
        measures = {name: one for name, one in value.items() if name != "slices"}
        return {"measures": measures, "slices": value.get("slices") or {}}


class Rankings(Frozen):
    """One test of rankings."""

    methods: dict[str, Ranking] = Field(default_factory=dict)
    queries: int | None = None


class TextScore(Frozen):
    """One method on one form of the vacancies' text: its measures by name."""

    text: str
    method: str
    measures: dict[str, Measure | None] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _side_by_side(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or "measures" in value:
            return value
        names = {"text", "method"}
        measures = {name: one for name, one in value.items() if name not in names}
        return {name: value[name] for name in names & value.keys()} | {"measures": measures}


class Texts(Frozen):
    """The comparison of whole, trimmed and filtered text."""

    rows: tuple[TextScore, ...] = ()


class Metrics(Frozen):
    """The content of ``metrics.json``."""

    study: str | None = None
    folds: Any = None
    vocabulary: int | None = None
    default: str | None = None
    hidden_skills: Rankings | None = None
    retrieval: Rankings | None = None
    retrieval_by_text: Rankings | None = None
    texts: Texts = Texts()
    notes: tuple[str, ...] = ()


class FieldOfWork(Frozen):
    """What a query was taken for."""

    name: str
    skills: tuple[str, ...] = ()


class FoundVacancy(Frozen):
    """A vacancy that fits a query."""

    title: str
    employer: str | None = None
    city: str | None = None
    similarity: float
    matched: tuple[str, ...] = ()


class FoundSkill(Frozen):
    """A skill to learn: the share of the field's vacancies that ask for it, its likeness."""

    name: str
    share: float | None = None
    similarity: float | None = None


class FoundSalary(Frozen):
    """An estimate with its interval, in roubles a month."""

    schedule: str
    experience: str
    salary: float | None = None
    low: float | None = None
    high: float | None = None
    vacancies: int | None = None


class Answer(Frozen):
    """What the adviser answers to a query, or why it does not.

    `others` holds the vacancies that other methods find, `model` names the adviser's own.
    """

    query: str
    error: str = ""
    model: str = ""
    field: FieldOfWork | None = None
    vacancies: tuple[FoundVacancy, ...] = ()
    skills: tuple[FoundSkill, ...] = ()
    skill_similarity: str = ""
    salaries: tuple[FoundSalary, ...] = ()
    unknown: dict[str, list[str]] = Field(default_factory=dict)
    general: tuple[str, ...] = ()
    others: dict[str, tuple[FoundVacancy, ...]] = Field(default_factory=dict)


class Answers(RootModel[list[Answer]]):
    """The content of ``queries.json``."""
