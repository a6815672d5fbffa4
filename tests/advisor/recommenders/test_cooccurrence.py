"""Co-occurrence: the contract, and shares counted by loops."""

from __future__ import annotations

import numpy as np
from made_up_profiles import NAMES, made_up_training
from recommender_contract import RecommenderContract

from tasks.advisor.recommenders.cooccurrence import fit


class TestCoOccurrence(RecommenderContract):
    name = "cooccurrence"


def test_weights_are_the_shares_that_loops_count() -> None:
    training = made_up_training()
    weights = fit(training).weights
    lists = [set(text.key_skills) for text in training.texts]
    for row, one in enumerate(NAMES):
        having = [skills for skills in lists if one in skills]
        for column, other in enumerate(NAMES):
            expected = sum(other in skills for skills in having) / len(having)
            assert np.isclose(weights[row, column], 0 if one == other else expected)
