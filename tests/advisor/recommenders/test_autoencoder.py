"""The autoencoder: the contract; its network is tested on its own."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from made_up_profiles import queries_of
from recommender_contract import RecommenderContract


class TestAutoencoder(RecommenderContract):
    name = "autoencoder"
    options: ClassVar = {"hidden": 16, "epochs": 60}
    depends_on_order = True

    def test_scores_are_probabilities(self) -> None:
        scores = self.fitted().skill_scores(queries_of("a0", "", "b1 c2"))
        assert scores.min() > 0
        np.testing.assert_allclose(scores.sum(axis=1), 1, rtol=1e-5)
