"""The report's chain: the contract, and its steps by hand."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from made_up_profiles import queries_of
from made_up_topic_space import PLANTED, PLANTED_NAMES
from recommender_contract import RecommenderContract

from tasks.advisor.recommenders.report_chain import ReportChain


class TestReportChain(RecommenderContract):
    name = "report_chain"
    options: ClassVar = {"kind": "nmf", "topics": 4, "text": "keys"}
    depends_on_order = True
    can_be_saved = False


def test_only_skills_of_the_most_probable_topic_are_compared() -> None:
    queries = queries_of("x", "z", "unknown", names=PLANTED_NAMES)
    scores = ReportChain(PLANTED).skill_scores(queries)
    # x and y load mostly on the first topic, z on the second, and the last skill on none.
    assert np.argwhere(scores).tolist() == [[0, 0], [0, 1], [1, 2]]
    theta = PLANTED.query_topics(queries)[0]
    loading = PLANTED.loadings[:, 1]
    cosine = theta @ loading / np.linalg.norm(theta) / np.linalg.norm(loading)
    assert np.isclose(scores[0, 1], cosine)


def test_only_vacancies_of_the_most_probable_topic_are_compared() -> None:
    queries = queries_of("x", "unknown", names=PLANTED_NAMES)
    scores = ReportChain(PLANTED).vacancy_scores(queries)
    theta = PLANTED.query_topics(queries)[0]
    weights = PLANTED.vacancies[0]
    cosine = theta @ weights / np.linalg.norm(theta) / np.linalg.norm(weights)
    np.testing.assert_allclose(scores, [[cosine, 0, 0], [0, 0, 0]])
