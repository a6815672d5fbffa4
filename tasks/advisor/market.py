"""The vacancies that the adviser searches: what is shown of each, its skills, its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tasks.advisor.advice import Field, FittingVacancy, Wishes
from tasks.advisor.matrix import Floats, Rows, frequencies

if TYPE_CHECKING:
    import pyarrow

Indices = NDArray[np.int64]

NEAR = 0.5  # of the nearest vacancy's similarity: what is farther is another field
SHOWN = ("id", "title", "employer", "city", "schedule", "experience")
TITLES = 30
FIELD_SKILLS = 6
FIRST, MORE = 64, 8  # so many are sorted at first, and then so many times as many


@dataclass(frozen=True, eq=False)
class Market:
    """All vacancies, as columns: there may be a million.

    Attributes
    ----------
    vacancies : pyarrow.Table
        Has the columns `SHOWN`, all of strings.
    names : tuple of str
        The vocabulary.
    profiles : rows, [vacancies, skills]
        1 where a vacancy asks for a skill.
    """

    vacancies: pyarrow.Table
    names: tuple[str, ...]
    profiles: Rows

    @cached_property
    def index(self) -> dict[str, int]:
        """The column of each skill."""
        return {name: column for column, name in enumerate(self.names)}

    @cached_property
    def cities(self) -> list[str]:
        """Where there are vacancies, sorted."""
        return sorted(city for city in self.vacancies["city"].unique().to_pylist() if city)

    def wanted(self, wishes: Wishes) -> NDArray[np.bool_]:
        """Which vacancies are where and as the asker wants them."""
        from pyarrow import compute

        wanted = np.ones(len(self.vacancies), dtype=bool)
        for name in ("city", "schedule", "experience"):
            if wish := getattr(wishes, name):
                wanted &= compute.equal(self.vacancies[name], wish).to_numpy()
        return wanted

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
        for rows in _descending(np.where(self.wanted(wishes), similarities, 0.0)):
            for row, vacancy in zip(rows, self.vacancies.take(rows).to_pylist(), strict=True):
                employer, number = vacancy["employer"], vacancy["id"]
                place = (vacancy["title"], employer, "" if employer else number)
                if len(shown) == wishes.top:
                    return tuple(shown.values())
                if place not in shown:
                    has = set(self.profiles[row].indices)
                    shown[place] = FittingVacancy(
                        **{name: vacancy[name] for name in SHOWN},
                        similarity=round(float(similarities[row]), 4),
                        matched=tuple(self.names[column] for column in known if column in has),
                    )
        return tuple(shown.values())

    def to_learn(self, scores: Floats, known: Sequence[int], shares: Floats, top: int) -> Indices:
        """The columns of the best recommended skills, best first.

        A method ranks by the whole résumé; the field is only where most of it belongs. So
        skills that no vacancy of the field asks for come after all others, however high the
        method ranks them. The evaluation measures the method's own ranking, without this.

        Parameters
        ----------
        scores : float array, (skills,)
            Skills with a score of 0 or less are not recommended.
        shares : float array, (skills,)
            Of the field's vacancies, see `field_of`.
        """
        scores = scores.copy()
        scores[list(known)] = 0.0
        asked_for = shares > 0
        return np.concatenate(
            [_greatest(np.where(some, scores, 0.0), top) for some in (asked_for, ~asked_for)]
        )[:top]

    def field_of(self, similarities: Floats, closed: bool) -> tuple[Field, Floats]:
        """The field that a résumé belongs to, and the share of it that asks for each skill.

        These are the vacancies at least half as similar as the nearest one, called by the title
        that is most like the others; or, where `closed` says that similarity ends at a topic's
        border, all that are similar at all, called by their skills.
        """
        least = 0.0 if closed else NEAR * similarities.max(initial=0.0)
        inside = np.flatnonzero((similarities > 0) & (similarities >= least))
        asked = frequencies(self.profiles[inside])
        common = [self.names[column] for column in _greatest(asked, FIELD_SKILLS)]
        nearest = inside[_greatest(similarities[inside], TITLES)]
        titles = self.vacancies["title"].take(nearest).to_pylist()
        name = ", ".join(common[:3]) if closed else typical(titles)
        return Field(name, tuple(common), len(inside)), asked / max(len(inside), 1)

    def cosines(self, skills: Indices, known: Sequence[int]) -> Floats:
        """The mean cosine of the column of each of `skills` to those of `known`."""
        having = self._together.diagonal()
        together = self._together[list(known)][:, skills].toarray()
        norms = np.sqrt(np.outer(having[list(known)], having[skills]))
        return np.divide(together, norms, out=np.zeros(norms.shape), where=norms > 0).mean(axis=0)

    @cached_property
    def _together(self) -> Rows:
        """How many vacancies ask for both of two skills, [skills, skills]."""
        return (self.profiles.T @ self.profiles).tocsr()


def typical(titles: Sequence[str]) -> str:
    """The title whose words the others share most (Jaccard), the first of equals; "" of none."""
    words = [set(re.findall(r"\w+", title.casefold())) for title in titles]
    shared = [sum(len(one & other) / max(len(one | other), 1) for other in words) for one in words]
    return titles[int(np.argmax(shared))] if titles else ""


def _descending(values: Floats) -> Iterator[Indices]:
    """Where the values over 0 are, greatest first, the first of equals first; a part at a time."""
    done, count = 0, FIRST
    while len(found := _greatest(values, count)) > done:
        yield found[done:]
        done, count = len(found), count * MORE


def _greatest(values: Floats, count: int) -> Indices:
    """Where the `count` greatest values over 0 are, greatest first, the first of equals first."""
    positive = np.flatnonzero(values > 0)
    if len(positive) > count:
        least = np.partition(values[positive], -count)[-count]
        positive = positive[values[positive] >= least]
    return positive[np.argsort(-values[positive], kind="stable")][:count]
