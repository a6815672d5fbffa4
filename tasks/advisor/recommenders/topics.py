"""Topics: skills and vacancies by the topics that a topic model finds in the query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasks.advisor.matrix import Floats, Rows, Training
from tasks.advisor.topic_space import TopicSpace, fit_topic_space


@dataclass(frozen=True, eq=False)
class Topics:
    """What a topic model says of skills and vacancies."""

    space: TopicSpace

    def skill_scores(self, queries: Rows) -> Floats:
        """θ(query) · φ: the probability of a skill under the query's topics."""
        return self.space.query_topics(queries) @ self.space.loadings

    def vacancy_scores(self, queries: Rows) -> Floats:
        """The cosine of the topic weights of query and vacancy."""
        return self.space.vacancy_cosines(self.space.query_topics(queries))


def fit(
    training: Training,
    *,
    kind: str = "nmf",
    topics: int = 120,
    preset: str = "report",
    text: str = "filtered",
    settings: Mapping[str, Any] | None = None,
    seed: int = 0,
) -> Topics:
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
    return Topics(space)
