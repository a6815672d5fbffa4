"""Topics: the contract with each kind of model, and θ·φ by hand."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from made_up_profiles import made_up_training, queries_of
from made_up_topic_space import PLANTED, PLANTED_NAMES
from recommender_contract import RecommenderContract

from tasks.advisor.recommenders.topics import Topics
from tasks.advisor.registry import fit_recommender
from tasks.errors import UserError


class TestTopics(RecommenderContract):
    name = "topics"
    options: ClassVar = {"kind": "nmf", "topics": 4, "text": "keys"}
    depends_on_order = True
    can_be_saved = False


class TestClusters(RecommenderContract):
    name = "topics"
    options: ClassVar = {"kind": "clusters", "topics": 4}
    depends_on_order = True
    can_be_saved = False


def test_a_skill_has_its_probability_under_the_topics_of_the_query() -> None:
    queries = queries_of("x", "y z", "unknown", names=PLANTED_NAMES)
    theta = PLANTED.query_topics(queries)
    scores = Topics(PLANTED).skill_scores(queries)
    phi = PLANTED.model.topic_terms
    for row in range(3):
        for column, name in enumerate(PLANTED_NAMES):
            known = PLANTED.model.numbers.get(name)
            expected = 0 if known is None else sum(theta[row, k] * phi[k, known] for k in range(2))
            assert np.isclose(scores[row, column], expected)
    assert scores[2].tolist() == [0, 0, 0, 0]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UserError, match="kind lsa does not exist"):
        fit_recommender("topics", made_up_training(), {"kind": "lsa"})
