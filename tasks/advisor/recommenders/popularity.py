"""The baseline that knows nothing of the query: frequent skills, new vacancies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.advisor.matrix import Floats, Rows, Training, skill_popularity


@dataclass(frozen=True, eq=False)
class Popularity:
    """How often skills are asked for, and how new vacancies are.

    Attributes
    ----------
    shares : float64 array, (skills,)
        The share of the key-skill lists that have the skill.
    newness : float64 array, (vacancies,)
        1 for the newest day, 0 for the oldest, or where no day is known.
    """

    shares: Floats
    newness: Floats

    def skill_scores(self, queries: Rows) -> Floats:
        """The same for every query."""
        return np.tile(self.shares, (queries.shape[0], 1))

    def vacancy_scores(self, queries: Rows) -> Floats:
        """The same for every query."""
        return np.tile(self.newness, (queries.shape[0], 1))


def fit(training: Training) -> Popularity:
    """Count."""
    known = [day.toordinal() for day in training.published if day]
    first, last = min(known, default=0), max(known, default=0)
    days = np.array([day.toordinal() if day else first for day in training.published])
    return Popularity(skill_popularity(training.keys), (days - first) / max(last - first, 1))
