"""All that there is of the job adviser, from the folders of its stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.reporting.adviser.results.advice import Answer, Answers, Metrics
from tasks.reporting.adviser.results.base import MadeBy, read_if_there
from tasks.reporting.adviser.results.salary import Salary, read_salary
from tasks.reporting.adviser.results.topics import TopicResults, read_topic_results
from tasks.reporting.adviser.results.vacancies import Skills, Vacancies


@dataclass(frozen=True)
class AdviserResults:
    """What there is of the job adviser; a part whose file is absent is None or empty."""

    vacancies: Vacancies
    skills: Skills | None = None
    topics: TopicResults | None = None
    salary: Salary | None = None
    metrics: Metrics | None = None
    answers: Sequence[Answer] = ()
    made_by: Sequence[MadeBy] = ()

    @property
    def studies(self) -> set[str]:
        """The names of the studies that the results are of."""
        files = (self.topics.file if self.topics else None, self.salary, self.metrics)
        return {one.study for one in files if one is not None and one.study}


def read_adviser(
    vacancies: Path, skills: Path, topics: Path, salary: Path, advisor: Path
) -> AdviserResults | None:
    """Read the folders of the stages; None for a study without vacancies.

    Raises
    ------
    UserError
        When a file is damaged. One that is absent leaves its part out.
    """
    counts = read_if_there(vacancies / "vacancies.json", Vacancies)
    if counts is None:
        return None
    answers = read_if_there(advisor / "queries.json", Answers)
    return AdviserResults(
        vacancies=counts,
        skills=read_if_there(skills / "skills.json", Skills),
        topics=read_topic_results(topics),
        salary=read_salary(salary),
        metrics=read_if_there(advisor / "metrics.json", Metrics),
        answers=answers.root if answers else (),
        made_by=[
            made
            for folder in (topics, salary, advisor)
            if (made := read_if_there(folder / "provenance.json", MadeBy))
        ],
    )
