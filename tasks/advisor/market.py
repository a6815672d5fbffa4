"""The vacancies that the adviser searches: what is shown of each, its skills, its field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tasks.advisor.advice import Field, FittingVacancy, SkillToLearn, Wishes
from tasks.advisor.matrix import Floats, Rows, frequencies
from tasks.vacancies.vacancy import Vacancy

NEAR = 0.5  # of the nearest vacancy's similarity: what is farther is another field
TITLES = 30
FIELD_SKILLS = 6


@dataclass(frozen=True, eq=False)
class Market:
    """All vacancies.

    Attributes
    ----------
    vacancies : sequence of Vacancy
        Descriptions may be left out.
    names : tuple of str
        The vocabulary.
    profiles : rows, [vacancies, skills]
        1 where a vacancy asks for a skill.
    """

    vacancies: Sequence[Vacancy]
    names: tuple[str, ...]
    profiles: Rows

    @cached_property
    def index(self) -> dict[str, int]:
        """The column of each skill."""
        return {name: column for column, name in enumerate(self.names)}

    def wanted(self, wishes: Wishes) -> NDArray[np.bool_]:
        """Which vacancies are where and as the asker wants them."""
        return np.array(
            [
                (not wishes.city or one.city == wishes.city)
                and (not wishes.schedule or one.schedule == wishes.schedule)
                and (not wishes.experience or one.experience == wishes.experience)
                for one in self.vacancies
            ],
            dtype=bool,
        )

    def fitting(
        self, similarities: Floats, known: Sequence[int], wishes: Wishes
    ) -> tuple[FittingVacancy, ...]:
        """The most similar vacancies, each title of an employer once.

        Where no employer is named, a title says too little to tell a repeat: each is shown.

        Parameters
        ----------
        similarities : float array, (vacancies,)
        known : sequence of int
            Columns of the asker's skills.
        """
        shown: dict[tuple[str, str, str], FittingVacancy] = {}
        for row in _descending(np.where(self.wanted(wishes), similarities, 0.0)):
            vacancy = self.vacancies[row]
            place = (vacancy.title, vacancy.employer, "" if vacancy.employer else vacancy.id)
            if len(shown) == wishes.top:
                break
            if place not in shown:
                has = set(self.profiles[row].indices)
                shown[place] = FittingVacancy(
                    vacancy.id,
                    vacancy.title,
                    vacancy.employer,
                    vacancy.city,
                    vacancy.schedule,
                    vacancy.experience,
                    round(float(similarities[row]), 4),
                    tuple(self.names[column] for column in known if column in has),
                )
        return tuple(shown.values())

    def to_learn(
        self,
        scores: Floats,
        alike: Floats,
        known: Sequence[int],
        field: NDArray[np.bool_],
        top: int,
    ) -> tuple[SkillToLearn, ...]:
        """The best recommended skills, best first.

        A method ranks by the whole résumé; the field is only where most of it belongs. So
        skills that no vacancy of the field asks for come after all others, however high the
        method ranks them. The evaluation measures the method's own ranking, without this.

        Parameters
        ----------
        scores : float array, (skills,)
            Skills with a score of 0 or less are not recommended.
        alike : float array, (skills,)
            The similarities that are shown.
        field : bool array, (vacancies,)
        """
        scores = scores.copy()
        scores[list(known)] = 0.0
        shares = frequencies(self.profiles[field]) / max(field.sum(), 1)
        ranked = _descending(scores)
        asked_for = shares[ranked] > 0
        columns = np.concatenate([ranked[asked_for], ranked[~asked_for]])[:top]
        return tuple(
            SkillToLearn(self.names[one], round(float(shares[one]), 4), round(float(alike[one]), 4))
            for one in columns
        )

    def field_of(self, similarities: Floats, closed: bool) -> tuple[Field, NDArray[np.bool_]]:
        """The field that a résumé belongs to, and which vacancies are in it.

        These are the vacancies at least half as similar as the nearest one, called by the title
        that is most like the others; or, where `closed` says that similarity ends at a topic's
        border, all that are similar at all, called by their skills.
        """
        least = 0.0 if closed else NEAR * similarities.max(initial=0.0)
        inside = (similarities > 0) & (similarities >= least)
        asked = frequencies(self.profiles[inside])
        common = [self.names[column] for column in _descending(asked)[:FIELD_SKILLS]]
        nearest = _descending(np.where(inside, similarities, 0.0))[:TITLES]
        titles = [self.vacancies[row].title for row in nearest]
        name = ", ".join(common[:3]) if closed else typical(titles)
        return Field(name, tuple(common), int(inside.sum())), inside

    def cosines(self, known: Sequence[int]) -> Floats:
        """The mean cosine of each skill's column to those of `known`."""
        having = frequencies(self.profiles)
        together = (self._columns[:, list(known)].T @ self.profiles).toarray()
        norms = np.sqrt(np.outer(having[list(known)], having))
        return np.divide(together, norms, out=np.zeros(norms.shape), where=norms > 0).mean(axis=0)

    @cached_property
    def _columns(self) -> Rows:
        return self.profiles.tocsc()


def typical(titles: Sequence[str]) -> str:
    """The title whose words the others share most (Jaccard), the first of equals; "" of none."""
    words = [set(re.findall(r"\w+", title.casefold())) for title in titles]
    shared = [sum(len(one & other) / max(len(one | other), 1) for other in words) for one in words]
    return titles[int(np.argmax(shared))] if titles else ""


def _descending(values: Floats) -> NDArray[np.int64]:
    """Where the values over 0 are, greatest first, the first of equals first."""
    positive = np.flatnonzero(values > 0)
    return positive[np.argsort(-values[positive], kind="stable")]
