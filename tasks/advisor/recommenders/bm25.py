"""BM25: vacancies by the words they share with the query, and the skills of the best ones."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.advisor.matrix import Floats, Rows, Training
from tasks.advisor.search import Bm25Index, bm25_index, nearest


@dataclass(frozen=True, eq=False)
class Bm25:
    """The vacancies to search, and their key skills.

    Attributes
    ----------
    index : Bm25Index
    keys : rows, [vacancies, skills]
    neighbours : int
    """

    index: Bm25Index
    keys: Rows
    neighbours: int

    def skill_scores(self, queries: Rows) -> Floats:
        """The summed similarity of the nearest vacancies that list the skill."""
        return nearest(self.vacancy_scores(queries), self.neighbours) @ self.keys

    def vacancy_scores(self, queries: Rows) -> Floats:
        """BM25 of the query."""
        return self.index.similarities(queries.toarray())


def fit(training: Training, *, k1: float = 1.2, b: float = 0.75, neighbours: int = 100) -> Bm25:
    """Index the vacancies."""
    return Bm25(bm25_index(training.profiles, k1, b), training.keys, neighbours)
