"""Item-to-item models: what each skill of the query adds to every other skill, summed."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.advisor.matrix import Floats, Rows, Training
from tasks.advisor.search import Bm25Index, bm25_index, expanded


@dataclass(frozen=True, eq=False)
class Linear:
    """Weights between skills, and the vacancies to search.

    Attributes
    ----------
    weights : float32 array, (skills, skills)
        What the row's skill adds to the column's; zeros on the diagonal.
    index : Bm25Index
    expansion : float
        See `expanded`.
    """

    weights: Floats
    index: Bm25Index
    expansion: float

    def skill_scores(self, queries: Rows) -> Floats:
        """The sum of the weights of the query's skills."""
        return queries @ self.weights

    def vacancy_scores(self, queries: Rows) -> Floats:
        """BM25 of the query with recommended skills added."""
        return self.index.similarities(
            expanded(queries, self.skill_scores(queries), self.expansion)
        )


def linear(weights: Floats, training: Training, expansion: float) -> Linear:
    """The model of these weights that searches the vacancies it was trained on."""
    return Linear(weights, bm25_index(training.profiles), expansion)
