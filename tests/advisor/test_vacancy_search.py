"""The search for vacancies: formulas by loops, and other implementations."""

from __future__ import annotations

from collections.abc import Callable
from math import log

import numpy as np
import pytest
from made_up_profiles import NAMES, made_up_training, queries_of
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from tasks.advisor.matrix import Rows, skill_rows
from tasks.advisor.search import (
    Bm25Index,
    CosineIndex,
    LatentIndex,
    bm25_index,
    cosine_index,
    expanded,
    latent_index,
    nearest,
    unit_rows,
)

PROFILES = made_up_training().profiles
INDEXES: dict[str, Callable[[Rows], Bm25Index | CosineIndex | LatentIndex]] = {
    "bm25": bm25_index,
    "cosine": cosine_index,
    "latent": lambda profiles: latent_index(profiles, 4),
}


def test_bm25_is_the_share_of_the_greatest_sum_that_the_query_could_have() -> None:
    k1, b, weights = 1.2, 0.75, np.array([1.0, 0.5, 0.0])
    profiles = skill_rows([["x"], ["x", "y"], ["y", "z"], []], {"x": 0, "y": 1, "z": 2})
    found = bm25_index(profiles, k1, b).similarities(weights[None, :])[0]
    dense = profiles.toarray()
    mean = dense.sum() / 4
    idf = [log(1 + (4 - n + 0.5) / (n + 0.5)) for n in dense.sum(axis=0)]
    for row in range(4):
        norm = 1 - b + b * dense[row].sum() / mean
        terms = [
            weights[n] * idf[n] * dense[row, n] * (k1 + 1) / (dense[row, n] + k1 * norm)
            for n in range(3)
        ]
        most = sum(weights[n] * idf[n] * (k1 + 1) for n in range(3))
        assert np.isclose(found[row], sum(terms) / most)


def test_the_latent_cosine_is_that_of_a_truncated_svd() -> None:
    rows = TfidfVectorizer(analyzer=list, vocabulary=list(NAMES)).fit_transform(
        [[NAMES[n] for n in row.indices] for row in PROFILES]
    )
    svd = TruncatedSVD(5, algorithm="arpack", random_state=0).fit(rows)
    places = svd.transform(rows)
    expected = cosine_similarity(places[:10], places).clip(0)
    found = latent_index(PROFILES, 5).similarities(PROFILES[:10].toarray())
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize("kind", INDEXES)
def test_similarities_lie_between_0_and_1_and_are_0_for_nothing(kind: str) -> None:
    queries = queries_of("a0", "a0 b1 c2", "", " ".join(NAMES)).toarray() * 0.3
    found = INDEXES[kind](PROFILES).similarities(queries)
    assert found.min() >= 0
    assert found.max() <= 1 + 1e-6
    assert not found[2].any()
    empty = ~PROFILES.toarray().any(axis=1)
    assert empty.any()
    assert not found[:, empty].any()


@pytest.mark.parametrize("kind", INDEXES)
def test_similarities_do_not_depend_on_the_scale_of_the_weights(kind: str) -> None:
    index, queries = INDEXES[kind](PROFILES), queries_of("a0 b1", "c2").toarray()
    np.testing.assert_allclose(
        index.similarities(queries), index.similarities(7 * queries), atol=1e-6
    )


def test_the_best_recommended_skills_are_added_in_proportion() -> None:
    queries = skill_rows([["x"]], {"x": 0, "y": 1, "z": 2, "u": 3, "v": 4})
    scores = np.array([[9.0, 4.0, 1.0, 2.0, -3.0]])
    assert expanded(queries, scores, 0.5, skills=2).tolist() == [[1, 0.5, 0, 0.25, 0]]
    assert expanded(queries, scores, 0.5).tolist() == [[1, 0.5, 0.125, 0.25, 0]]


def test_nothing_to_recommend_adds_nothing() -> None:
    queries = skill_rows([["x"], []], {"x": 0, "y": 1})
    assert expanded(queries, np.zeros((2, 2)), 0.5).tolist() == [[1, 0], [0, 0]]


def test_the_nearest_are_kept_with_all_that_are_equal_to_the_last() -> None:
    similarities = np.array([[0.5, 0.1, 0.3, 0.3], [0.0, 0.0, 0.2, 0.0]])
    assert nearest(similarities, 2).tolist() == [[0.5, 0, 0.3, 0.3], [0, 0, 0.2, 0]]
    assert nearest(similarities, 99).tolist() == similarities.tolist()


def test_unit_rows_have_length_1_unless_they_are_zeros() -> None:
    rows = unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]]))
    np.testing.assert_allclose(rows, [[0.6, 0.8], [0, 0]])
