"""The salaries: how well they are estimated, from how much, and from what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tasks.reporting.adviser.columns import measured
from tasks.reporting.adviser.results.base import Measure
from tasks.reporting.adviser.results.salary import Salary, SalaryScore
from tasks.reporting.adviser.salary_figures import (
    FEATURES,
    has_learning_curve,
    importance_svg,
    salary_learning_curve_svg,
)
from tasks.reporting.blocks import Block, Figure, PageSection, Prose
from tasks.reporting.numbers import percent, whole
from tasks.reporting.tables import Cell, Column, Heading, ResultTable, compared, listed
from tasks.reporting.theme import NARROW, WIDE

FOLDS = {"random": "random folds", "employer": "folds grouped by employer"}
WINDOWS = {"report": "the report's window", "all": "all salaries"}


def salary_section(salary: Salary) -> PageSection:
    """Tables of errors and coverage, the learning curve, what matters."""
    blocks: list[Block] = []
    if told := _told(salary):
        blocks.append(Prose(told))
    if salary.vacancy:
        caption = "Salary of a vacancy, held out"
        blocks.append(_score_table(caption, "Model", salary.vacancy))
    if salary.query:
        caption = "Salary of a query: skills, schedule and experience"
        blocks.append(_score_table(caption, "Model", salary.query))
    if salary.coverage_by_experience:
        blocks.append(_coverage_table(salary))
    blocks += _figures(salary)
    blocks += [Prose(note, quiet=True) for note in salary.notes]
    return PageSection("salaries", "Salaries", blocks)


def _told(salary: Salary) -> str:
    parts = []
    if salary.rows is not None:
        parts.append(f"{whole(salary.rows)} vacancies state a salary that can be learned from.")
    if salary.window is not None:
        low, high = salary.window
        parts.append(
            f"The report's window is {whole(low)} to {whole(high)} roubles a month, net; errors "
            f"over the range are errors divided by {whole(salary.range or high - low)}."
        )
    return " ".join(parts)


def _score_table(caption: str, what: str, scores: Sequence[SalaryScore]) -> ResultTable:
    """A group for each protocol, the best of each marked; what no score has is left out."""
    errors = {
        "RMSE over range": ([one.rmse_over_range for one in scores], 4),
        "RMSE": ([one.rmse for one in scores], 0),
        "MAE": ([one.mae for one in scores], 0),
    }
    shown = {name: digits for name, (values, digits) in errors.items() if any(values)}
    coverage = any(one.coverage for one in scores)
    width = any(one.width for one in scores)
    groups = []
    for protocol in dict.fromkeys(map(_protocol, scores)):
        ours = [one for one in scores if _protocol(one) == protocol]
        columns = [
            measured([_error(one, name) for one in ours], digits, -1)
            for name, digits in shown.items()
        ]
        if coverage:
            columns.append(_unranked([_share(one.coverage) for one in ours]))
        if width:
            columns.append(
                _unranked([whole(one.width.mean if one.width else None) for one in ours])
            )
        groups.append(compared(protocol, [Cell(one.model) for one in ours], columns))
    headings = [Heading(what), *(Heading(name, _unit(name)) for name in shown)]
    headings += [Heading("Coverage", "of 80 % intervals")] if coverage else []
    headings += [Heading("Width", "roubles")] if width else []
    return ResultTable(
        caption,
        headings,
        groups,
        "Best of each group in bold; ± is the standard deviation over folds. An interval is meant "
        "to hold 80 % of the salaries."
        if coverage
        else "Best of each group in bold; ± is the standard deviation over folds.",
    )


def _protocol(score: SalaryScore) -> str:
    given = f"given {score.given}" if score.given else ""
    parts = (given, WINDOWS.get(score.window, score.window), FOLDS.get(score.folds, score.folds))
    told = ", ".join(part for part in parts if part)
    return told[:1].upper() + told[1:]


def _error(score: SalaryScore, name: str) -> Measure | None:
    return {"RMSE over range": score.rmse_over_range, "RMSE": score.rmse, "MAE": score.mae}[name]


def _unit(name: str) -> str:
    return "" if name == "RMSE over range" else "roubles"


def _share(measure: Measure | None) -> str:
    return percent(measure.mean if measure else None)


def _unranked(texts: Sequence[str]) -> Column:
    return Column([Cell(text) for text in texts], [None] * len(texts), 0, 0)


def _coverage_table(salary: Salary) -> ResultTable:
    found = salary.coverage_by_experience
    return ResultTable(
        "Coverage of the 80 % intervals by experience",
        [Heading("Experience"), Heading("Coverage"), Heading("Vacancies")],
        listed(
            [Cell(name or "not stated") for name in found],
            [[Cell(percent(one.coverage)), Cell(whole(one.rows))] for one in found.values()],
        ),
    )


def _figures(salary: Salary) -> Iterator[Block]:
    if has_learning_curve(salary):
        yield Figure(
            Markup(salary_learning_curve_svg(salary, WIDE)),
            Markup(salary_learning_curve_svg(salary, NARROW)),
            "Error on vacancies held out, over the number of vacancies learned from; "
            "bands are ± one standard deviation over folds.",
        )
    if salary.importance:
        yield Figure(
            Markup(importance_svg(salary, WIDE)),
            Markup(importance_svg(salary, NARROW)),
            _importance_caption(salary),
        )


def _importance_caption(salary: Salary) -> str:
    first = f", the first {FEATURES}" if len(salary.importance) > FEATURES else ""
    whole_sum = abs(sum(one.importance for one in salary.importance) - 100) < 0.5
    total = "; all features together are 100" if whole_sum else ""
    return f"How much the estimates hang on each feature{first}{total}."
