"""The salary model of a query: skills, schedule and experience, with title and city if given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tasks.errors import UserError
from tasks.salary.estimates import Estimates
from tasks.salary.features import BLOCKS, category, side_by_side
from tasks.salary.intervals import Widening, fit_widening
from tasks.salary.network import (
    HIGH,
    LOW,
    MEAN,
    Network,
    NetworkSettings,
    average,
    fit_network,
    out_of_fold_networks,
)
from tasks.salary.ridge import Ridge, fit_ridge
from tasks.salary.rows import Row, salaries_of
from tasks.salary.vectors import TfIdf, fit_tfidf
from tasks.vacancies.folds import employer_folds
from tasks.vacancies.vacancy import EXPERIENCES, SCHEDULES

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NETWORKS = 3
INNER_FOLDS = 4
PENALTY = 9.0
RIDGE_SHARE = 0.3  # where a title is given: many sparse words are what a ridge is good at
SETTINGS = NetworkSettings(epochs=4)

ALWAYS = {"skills": 0.8, "experience": 1.0, "schedule": 0.7}
TITLE = {"title": 0.5, "title characters": 0.5}
CITY = {"city": 1.0}
GIVEN: dict[str, dict[str, float]] = {
    "skills": ALWAYS,
    "skills, city": ALWAYS | CITY,
    "skills, title": ALWAYS | TITLE,
    "skills, title, city": ALWAYS | TITLE | CITY,
}
"""What may be known of a query, and the weights of its blocks of features."""


class SalaryCell(NamedTuple):
    """The estimate for one schedule and experience, net roubles a month.

    `low` and `high` bound an 80 % interval; `vacancies` counts the salaries of that schedule and
    experience that were learnt from, so that a cell with few of them can be told.
    """

    schedule: str
    experience: str
    salary: float
    low: float
    high: float
    vacancies: int


@dataclass(frozen=True)
class Variant:
    """What estimates queries of which the same is known.

    The logarithm of a salary is the networks' mean, where a title is given mixed with a ridge's:
    it is worse alone, yet wrong in other places. The bounds are the networks', widened.
    """

    networks: tuple[Network, ...]
    ridge: Ridge
    widening: Widening


@dataclass(frozen=True)
class QueryModel:
    """Networks for each of `GIVEN` that was fitted.

    Attributes
    ----------
    vocabularies
        Of skills, words and characters of titles, and cities.
    cells
        Salaries learnt from, by schedule and experience.
    """

    vocabularies: dict[str, TfIdf]
    variants: dict[str, Variant]
    cells: dict[tuple[str, str], int]

    def estimate(self, rows: Sequence[Row], given: str) -> Estimates:
        """Estimate rows by what `given` names, and nothing else of them."""
        variant = self.variants[given]
        inputs = side_by_side(_blocks(self.vocabularies, rows, GIVEN[given]), GIVEN[given])
        outputs = average(variant.networks, inputs)
        share = RIDGE_SHARE if "title" in GIVEN[given] else 0.0
        middle = (1 - share) * outputs[:, MEAN] + share * variant.ridge.predict(inputs)
        low, high = variant.widening.bounds(
            outputs[:, LOW], outputs[:, HIGH], [row.experience for row in rows]
        )
        return Estimates(
            np.exp(middle), np.exp(np.minimum(low, middle)), np.exp(np.maximum(high, middle))
        )

    def salary_table(
        self, skills: Sequence[str], title: str = "", city: str = ""
    ) -> list[SalaryCell]:
        """Estimates for every schedule and experience.

        Parameters
        ----------
        skills
            Names of the vocabulary; others count for nothing.
        title, city
            Empty, or without a known word: left out.
        """
        query = Row("", title, city=city, key_skills=tuple(skills))
        cells = [(schedule, experience) for schedule in SCHEDULES for experience in EXPERIENCES]
        rows = [
            replace(query, schedule=schedule, experience=experience)
            for schedule, experience in cells
        ]
        estimates = self.estimate(rows, self._known_of(query))
        assert estimates.low is not None
        assert estimates.high is not None
        return [
            SalaryCell(*cell, float(salary), float(low), float(high), self.cells.get(cell, 0))
            for cell, salary, low, high in zip(
                cells, estimates.salary, estimates.low, estimates.high, strict=True
            )
        ]

    def _known_of(self, query: Row) -> str:
        names = ["skills", *(name for name in ("title", "city") if self._knows(name, query))]
        return ", ".join(names)

    def _knows(self, name: str, query: Row) -> bool:
        return any(term in self.vocabularies[name].columns for term in BLOCKS[name].terms(query))


def fit_query_model(
    rows: Sequence[Row], seed: int, given: Sequence[str] = tuple(GIVEN)
) -> QueryModel:
    """Fit a variant for each of `given` to paid rows.

    Every vacancy is learnt from three times: with the skills that its employer listed, with
    those of its text, and with both, for a query may be as short as a list or as full as a text.
    """
    for name in given:
        if name not in GIVEN:
            raise UserError(f"nobody gives {name!r}: choose of {', '.join(map(repr, GIVEN))}")
    texts = sorted({name for one in given for name in GIVEN[one] if name in BLOCKS})
    vocabularies = {
        name: fit_tfidf([BLOCKS[name].terms(row) for row in rows], BLOCKS[name].min_documents)
        for name in texts
    }
    views = [
        *(replace(row, text_skills=()) for row in rows),
        *(replace(row, key_skills=()) for row in rows),
        *rows,
    ]
    blocks = _blocks(vocabularies, views, {name: 1.0 for one in given for name in GIVEN[one]})
    return QueryModel(
        vocabularies,
        {name: _fit_variant(side_by_side(blocks, GIVEN[name]), views, seed) for name in given},
        dict(Counter((row.schedule, row.experience) for row in rows)),
    )


def _fit_variant(inputs: csr_matrix, rows: Sequence[Row], seed: int) -> Variant:
    target = np.log(salaries_of(rows))
    networks = tuple(
        fit_network(inputs, target, SETTINGS, np.random.default_rng([seed, member]))
        for member in range(NETWORKS)
    )
    # By vacancy where the employer is not named: its three views must share a fold.
    folds = employer_folds([row.employer or row.id for row in rows], INNER_FOLDS, seed + 1)
    unseen = out_of_fold_networks(inputs, target, folds, SETTINGS, seed)
    widening = fit_widening(
        target, unseen[:, LOW], unseen[:, HIGH], [row.experience for row in rows]
    )
    return Variant(networks, fit_ridge(inputs, target, PENALTY), widening)


def _blocks(
    vocabularies: Mapping[str, TfIdf], rows: Sequence[Row], names: Mapping[str, float]
) -> dict[str, csr_matrix]:
    return {
        name: vocabularies[name].transform([BLOCKS[name].terms(row) for row in rows])
        if name in BLOCKS
        else category(rows, name)
        for name in names
    }
