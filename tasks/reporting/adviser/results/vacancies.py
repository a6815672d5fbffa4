"""``vacancies.json`` and ``skills.json``: what the cleaned vacancies and their skills are like."""

from __future__ import annotations

from pydantic import Field

from tasks.reporting.adviser.results.base import Counts, Frozen


class TableCount(Frozen):
    """One table of vacancies as it was read."""

    rows: int


class Stated(Frozen):
    """Salaries: how they were stated, quantiles of their mid-points in roubles a month."""

    stated: Counts = Field(default_factory=dict)
    quantiles: dict[str, float] = Field(default_factory=dict)


class Cities(Frozen):
    """Cities by number of vacancies, most first."""

    distinct: int
    top: Counts = Field(default_factory=dict)


class KeySkills(Frozen):
    """The key skills that vacancies list."""

    share_of_vacancies: float
    mean_where_any: float | None = None


class Published(Frozen):
    """Dates, ISO 8601."""

    first: str | None = None
    last: str | None = None


class VacancyCounts(Frozen):
    """What the cleaned vacancies are like; the empty name counts what was not stated."""

    vacancies: int
    employers: int | None = None
    queries: int | None = None
    cities: Cities | None = None
    experience: Counts = Field(default_factory=dict)
    schedule: Counts = Field(default_factory=dict)
    employment: Counts = Field(default_factory=dict)
    salary: Stated = Stated()
    skills: KeySkills | None = None
    published: Published = Published()


class Vacancies(Frozen):
    """The content of ``vacancies.json``."""

    tables: dict[str, TableCount] = Field(default_factory=dict)
    dropped: Counts = Field(default_factory=dict)
    personal_data_removed: Counts = Field(default_factory=dict)
    corpus: VacancyCounts


class VocabularyCounts(Frozen):
    """How the skills' names came about."""

    names: int
    keys: int | None = None
    spellings: int | None = None
    removed: Counts = Field(default_factory=dict)


class SkillCoverage(Frozen):
    """How much of the vacancies the skills reach."""

    vacancies_with_text_skills: int | None = None
    key_skills_a_vacancy: float | None = None
    text_skills_a_vacancy: float | None = None
    key_skills_that_the_text_mentions: float | None = None


class Skills(Frozen):
    """The content of ``skills.json``."""

    vocabulary: VocabularyCounts | None = None
    coverage: SkillCoverage = SkillCoverage()
