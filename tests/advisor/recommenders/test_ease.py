"""EASE: the contract, and ridge regression of each skill on all the others."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from made_up_profiles import NAMES, made_up_training
from recommender_contract import RecommenderContract

from tasks.advisor.recommenders.ease import regression


class TestEase(RecommenderContract):
    name = "ease"


class TestEaseWithDropoutAndMentions(RecommenderContract):
    name = "ease"
    options: ClassVar = {"dropout": 0.5, "mentions": 0.1, "ridge": 5.0}


@pytest.mark.parametrize(("ridge", "dropout", "mentions"), [(20, 0, 0), (3, 0.5, 0), (3, 0.5, 0.2)])
def test_each_column_is_the_ridge_regression_on_the_other_skills(
    ridge: float, dropout: float, mentions: float
) -> None:
    training = made_up_training()
    weights = regression(training, ridge, dropout, mentions)
    # An example with weight w counts like its row times √w.
    rows = np.vstack([training.keys.toarray(), training.mentions.toarray() * mentions**0.5])
    for skill in range(len(NAMES)):
        others = np.arange(len(NAMES)) != skill
        gram = rows[:, others].T @ rows[:, others]
        penalty = np.diag(ridge + dropout * np.diag(gram))
        expected = np.linalg.solve(gram + penalty, rows[:, others].T @ rows[:, skill])
        np.testing.assert_allclose(weights[others, skill], expected, rtol=1e-4, atol=1e-6)
        assert weights[skill, skill] == 0
