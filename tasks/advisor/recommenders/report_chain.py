"""The report's chain: one topic for the query, then cosines among what belongs to that topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tasks.advisor.matrix import Floats, Rows, Training
from tasks.advisor.search import unit_rows
from tasks.advisor.topic_space import TopicSpace, fit_topic_space
from tasks.topics.model import most_probable


@dataclass(frozen=True, eq=False)
class ReportChain:
    """What a topic model says of skills and vacancies."""

    space: TopicSpace

    def skill_scores(self, queries: Rows) -> Floats:
        """The cosine between the query's topics and a skill's loadings on the topics.

        Only for the skills whose largest loading is the one on the query's most probable topic;
        0 for others.
        """
        topics = self.space.query_topics(queries)
        cosines = unit_rows(topics) @ unit_rows(self.space.loadings.T).T
        own = most_probable(self.space.loadings.T)
        return np.where(_same(most_probable(topics), own), np.clip(cosines, 0.0, 1.0), 0.0)

    def vacancy_scores(self, queries: Rows) -> Floats:
        """The cosine of topic weights for the vacancies of the same topic, 0 for others."""
        topics = self.space.query_topics(queries)
        own = most_probable(self.space.vacancies)
        return np.where(_same(most_probable(topics), own), self.space.vacancy_cosines(topics), 0.0)


def fit(
    training: Training,
    *,
    kind: str = "nmf",
    topics: int = 120,
    preset: str = "report",
    text: str = "filtered",
    settings: Mapping[str, Any] | None = None,
    seed: int = 0,
) -> ReportChain:
    """Fit a topic model to the vacancies; see `fit_topic_space`."""
    space = fit_topic_space(
        training,
        kind=kind,
        topics=topics,
        text=text,
        preset=preset,
        settings=settings or {},
        seed=seed,
    )
    return ReportChain(space)


def _same(queries: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Where two have the same topic, (queries, others); −1 is none and the same as nothing."""
    return (queries[:, None] == others) & (queries[:, None] >= 0)
