"""BM25: the contract; its formula is tested where the search is."""

from __future__ import annotations

import numpy as np
from made_up_profiles import made_up_training, queries_of
from recommender_contract import RecommenderContract

from tasks.advisor.recommenders.bm25 import fit


class TestBm25(RecommenderContract):
    name = "bm25"


def test_the_key_skills_of_the_nearest_vacancies_are_summed() -> None:
    training, queries = made_up_training(), queries_of("a0 a1")
    fitted = fit(training, neighbours=1)
    similar = fitted.vacancy_scores(queries)[0]
    nearest = similar == similar.max()
    expected = similar[nearest] @ training.keys[nearest].toarray()
    np.testing.assert_allclose(fitted.skill_scores(queries)[0], expected, rtol=1e-6)
