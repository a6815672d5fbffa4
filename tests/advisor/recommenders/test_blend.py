"""The blend: the contract, its members one by one, and ranks."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_profiles import made_up_training, queries_of
from recommender_contract import QUERIES, RecommenderContract
from scipy.stats import rankdata

from tasks.advisor.recommenders import ease, walk
from tasks.advisor.recommenders.blend import fit, ranks
from tasks.advisor.registry import Recommender


class TestBlend(RecommenderContract):
    name = "blend"
    depends_on_order = True

    def test_scores_lie_between_0_and_1_and_own_skills_get_0(self) -> None:
        scores = self.fitted().skill_scores(QUERIES)
        assert scores.max() <= 1
        np.testing.assert_array_equal(scores == 0, QUERIES.toarray() > 0)


@pytest.mark.parametrize(
    ("shares", "member"),
    [
        ({"autoencoder": 0, "walk": 0}, ease.fit(made_up_training(), dropout=0.5, mentions=0.1)),
        ({"autoencoder": 0, "ease": 0}, walk.fit(made_up_training())),
    ],
    ids=["ease", "walk"],
)
def test_a_blend_of_one_ranks_as_that_one(shares: dict[str, float], member: Recommender) -> None:
    queries = queries_of("a0 a1", "b3")
    blended = fit(made_up_training(), **shares).skill_scores(queries)
    scores = np.where(queries.toarray() > 0, -np.inf, member.skill_scores(queries))
    np.testing.assert_array_equal(ranks(blended), ranks(scores))


def test_what_all_three_put_first_gets_1() -> None:
    scores = fit(made_up_training(), autoencoder=0.0).skill_scores(queries_of("a0 a1 a2"))
    assert 0.9 < scores.max() <= 1


def test_vacancies_are_the_weighted_mean_of_both_searches() -> None:
    queries = queries_of("a0 a1", "b3 c2")
    words, both, meaning = (
        fit(made_up_training(), meaning=share).vacancy_scores(queries) for share in (0, 0.25, 1)
    )
    np.testing.assert_allclose(both, 0.75 * words + 0.25 * meaning, rtol=1e-6)


def test_equal_scores_share_the_best_of_their_ranks() -> None:
    scores = np.random.default_rng(0).integers(0, 5, size=(6, 12)).astype(float)
    scores[0, :3] = -np.inf
    np.testing.assert_array_equal(ranks(scores), rankdata(-scores, method="min", axis=1))
