"""All that the page shows of the job adviser, and its figures as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from tasks.files import write_text
from tasks.reporting.adviser.corpus import vacancies_section, vacancies_svg
from tasks.reporting.adviser.evaluation import evaluation_section
from tasks.reporting.adviser.queries import queries_section
from tasks.reporting.adviser.results.everything import AdviserResults
from tasks.reporting.adviser.results.salary import Salary, read_salary
from tasks.reporting.adviser.results.topics import TopicResults, read_topic_results
from tasks.reporting.adviser.salary import salary_section
from tasks.reporting.adviser.salary_figures import (
    has_learning_curve,
    importance_svg,
    salary_learning_curve_svg,
)
from tasks.reporting.adviser.topic_figures import coherence_svg, has_curves, heat_map_svg
from tasks.reporting.adviser.topics import topics_section
from tasks.reporting.blocks import PageSection, Prose
from tasks.reporting.markdown import markdown

SYNTHETIC = (
    "Synthetic sample vacancies: they were made up from templates in this project, so topics, "
    "salaries and advice show that the pipeline works and nothing about a real labour market."
)


def adviser_sections(results: AdviserResults) -> list[PageSection]:
    """The sections for which there are results and something to show."""
    sections = [vacancies_section(results)]
    if results.topics is not None:
        sections.append(topics_section(results.topics))
    if results.metrics is not None:
        sections.append(evaluation_section(results.metrics))
    if results.salary is not None:
        sections.append(salary_section(results.salary))
    if results.answers:
        sections.append(queries_section(results.answers))
    return [section for section in sections if section.blocks]


def adviser_warnings(results: AdviserResults) -> list[str]:
    """What a reader must know before any number."""
    return [SYNTHETIC] if "sample" in results.vacancies.tables else []


def adviser_summary(results: AdviserResults, figures: Iterable[str]) -> str:
    """The sections as Markdown, with what made the results, and the `figures` by their names.

    Employers are left out: the summary may be published where the vacancies may not.
    """
    answers = [
        answer.model_copy(
            update={
                "vacancies": [one.model_copy(update={"employer": None}) for one in answer.vacancies]
            }
        )
        for answer in results.answers
    ]
    made = {
        "study": results.studies,
        "commit": {one.commit for one in results.made_by},
        "machine": {one.machine for one in results.made_by},
    }
    told = [f"{name} {', '.join(sorted(values))}" for name, values in made.items() if values]
    head = [Prose(text) for text in (*adviser_warnings(results), f"From {'; '.join(told)}.")]
    body = markdown(
        [
            PageSection("", "The job adviser", head),
            *adviser_sections(replace(results, answers=answers)),
        ]
    )
    return body + "".join(f"\n![{Path(name).stem}](figures/{name})\n" for name in figures)


def adviser_figures(results: AdviserResults) -> Iterator[tuple[str, str]]:
    """File names and figures that stand alone."""
    yield "vacancies.svg", vacancies_svg(results.vacancies, standalone=True)
    if results.topics is not None:
        yield from topic_pictures(results.topics)
    if results.salary is not None:
        yield from salary_pictures(results.salary)


def write_topic_pictures(folder: Path) -> None:
    """Draw what the topics' folder holds, as files in its ``figures``."""
    topics = read_topic_results(folder)
    if topics is not None:
        _write(folder, topic_pictures(topics))


def write_salary_pictures(folder: Path) -> None:
    """Draw what the salaries' folder holds, as files in its ``figures``."""
    salary = read_salary(folder)
    if salary is not None:
        _write(folder, salary_pictures(salary))


def _write(folder: Path, pictures: Iterable[tuple[str, str]]) -> None:
    for name, picture in pictures:
        write_text(folder / "figures" / name, picture)


def topic_pictures(topics: TopicResults) -> Iterator[tuple[str, str]]:
    """The coherence curves, and the likeness of the topics of each kept model."""
    if has_curves(topics):
        yield "topics-coherence.svg", coherence_svg(topics, standalone=True)
    for kind, measures in topics.file.kept.items():
        if len(measures.similarity) > 1:
            yield f"topics-likeness-{kind}.svg", heat_map_svg(topics, kind, standalone=True)


def salary_pictures(salary: Salary) -> Iterator[tuple[str, str]]:
    """The learning curve, and the importance of features."""
    if has_learning_curve(salary):
        yield "salary-learning-curve.svg", salary_learning_curve_svg(salary, standalone=True)
    if salary.importance:
        yield "salary-importance.svg", importance_svg(salary, standalone=True)
