"""Nearest neighbours: the lists that resemble the query, and what they have besides it."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.advisor.matrix import Floats, Rows, Training
from tasks.advisor.search import CosineIndex, cosine_index, nearest


@dataclass(frozen=True, eq=False)
class Knn:
    """The lists to compare with.

    Attributes
    ----------
    index : CosineIndex
        Over key-skill lists only.
    keys : rows, [vacancies, skills]
    neighbours : int
    power : float
    """

    index: CosineIndex
    keys: Rows
    neighbours: int
    power: float

    def skill_scores(self, queries: Rows) -> Floats:
        """The sum of similarity to the `power` over the nearest lists that have the skill."""
        return nearest(self.vacancy_scores(queries), self.neighbours) ** self.power @ self.keys

    def vacancy_scores(self, queries: Rows) -> Floats:
        """Cosine of the TF-IDF rows of query and list."""
        return self.index.similarities(queries.toarray())


def fit(training: Training, *, neighbours: int = 300, power: float = 3.0) -> Knn:
    """Index the key-skill lists."""
    return Knn(cosine_index(training.keys), training.keys, neighbours, power)
