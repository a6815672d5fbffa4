"""``salary.json``: how well salaries are estimated."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from tasks.reporting.adviser.results.base import Frozen, Measure, read_if_there


class SalaryScore(Frozen):
    """How well one model estimates salaries that it has not seen; `given` of a query."""

    model: str
    folds: str = ""
    window: str = ""
    given: str = ""
    rmse_over_range: Measure | None = None
    rmse: Measure | None = None
    mae: Measure | None = None
    coverage: Measure | None = None
    width: Measure | None = None


class ExperienceCoverage(Frozen):
    """The share of salaries inside their interval."""

    coverage: float
    rows: int


class LearningPoint(Frozen):
    """Errors after learning from that many vacancies."""

    vacancies: int
    mae: Measure | None = None
    rmse_over_range: Measure | None = None


class Importance(Frozen):
    """How much an estimate hangs on a feature."""

    feature: str
    importance: float = Field(ge=0)


class Salary(Frozen):
    """The content of ``salary.json``."""

    study: str | None = None
    window: tuple[float, float] | None = None
    rows: int | None = None
    range: float | None = None
    vacancy: tuple[SalaryScore, ...] = ()
    query: tuple[SalaryScore, ...] = ()
    coverage_by_experience: dict[str, ExperienceCoverage] = Field(default_factory=dict)
    learning_curve: tuple[LearningPoint, ...] = ()
    importance: tuple[Importance, ...] = ()
    notes: tuple[str, ...] = ()


def read_salary(folder: Path) -> Salary | None:
    """Read ``salary.json``; None if absent."""
    return read_if_there(folder / "salary.json", Salary)
