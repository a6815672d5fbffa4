"""Nearest neighbours: the contract, and the same by loops."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from made_up_profiles import made_up_training, queries_of
from recommender_contract import RecommenderContract

from tasks.advisor.recommenders.knn import fit


class TestKnn(RecommenderContract):
    name = "knn"


class TestFewNeighbours(RecommenderContract):
    name = "knn"
    options: ClassVar = {"neighbours": 5, "power": 1.0}


def test_the_nearest_lists_vote_with_their_similarity_to_the_power() -> None:
    training = made_up_training()
    fitted = fit(training, neighbours=7, power=2.0)
    queries = queries_of("a0 a1 b2")
    similar = fitted.vacancy_scores(queries)[0]
    least = sorted(similar)[-7]
    expected = np.zeros(len(training.names))
    for text, similarity in zip(training.texts, similar, strict=True):
        if similarity >= least:
            for name in text.key_skills:
                expected[training.index[name]] += similarity**2
    np.testing.assert_allclose(fitted.skill_scores(queries)[0], expected, rtol=1e-5)


def test_more_neighbours_than_vacancies_are_all() -> None:
    training, queries = made_up_training(), queries_of("a0")
    np.testing.assert_array_equal(
        fit(training, neighbours=80).skill_scores(queries),
        fit(training, neighbours=9999).skill_scores(queries),
    )
