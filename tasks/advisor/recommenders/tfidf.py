"""TF-IDF cosine: between query and vacancy, and between the columns of skills."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.advisor.matrix import Floats, Rows, Training, co_occurrences
from tasks.advisor.search import CosineIndex, cosine_index


@dataclass(frozen=True, eq=False)
class TfIdf:
    """The vacancies to search, and which skills are alike.

    Attributes
    ----------
    index : CosineIndex
    alike : float32 array, (skills, skills)
        Cosine of the columns of the TF-IDF matrix of key-skill lists; zeros on the diagonal.
    """

    index: CosineIndex
    alike: Floats

    def skill_scores(self, queries: Rows) -> Floats:
        """The sum of the cosines to the query's skills."""
        return queries @ self.alike

    def vacancy_scores(self, queries: Rows) -> Floats:
        """Cosine of the TF-IDF rows."""
        return self.index.similarities(queries.toarray())


def fit(training: Training) -> TfIdf:
    """Index the vacancies, and compare the skills' columns."""
    unit = cosine_index(training.keys).unit
    norms = np.sqrt(np.asarray(unit.multiply(unit).sum(axis=0), dtype=np.float64).ravel())
    norms = np.where(norms > 0, norms, 1.0)
    alike = co_occurrences(unit) / norms / norms[:, None]
    return TfIdf(cosine_index(training.profiles), alike.astype(np.float32))
