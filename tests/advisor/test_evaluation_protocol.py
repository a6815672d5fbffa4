"""What is hidden, what counts as relevant, and how queries are sliced."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_profiles import made_up_training

from tasks.advisor.matrix import Floats, Rows, lengths, skill_rows
from tasks.advisor.protocol import (
    Hidden,
    by_slice,
    hide_skills,
    mean_popularity,
    measure_retrieval,
    measure_skills,
    shared_labels,
)

INDEX = {name: place for place, name in enumerate("abcdefghijklmnopqrstuvwxyz")}


class Alphabet:
    """Recommends the letters in their order."""

    def skill_scores(self, queries: Rows) -> Floats:
        return np.tile(-np.arange(len(INDEX), dtype=float), (queries.shape[0], 1))

    def vacancy_scores(self, queries: Rows) -> Floats:
        raise NotImplementedError


@given(st.lists(st.sets(st.sampled_from(list(INDEX))), min_size=1, max_size=8), st.integers(0, 99))
def test_a_third_of_each_list_is_hidden_and_the_rest_is_the_query(
    lists: list[set[str]], seed: int
) -> None:
    keys = skill_rows([sorted(skills) for skills in lists], INDEX)
    queries, hidden = hide_skills(keys, np.random.default_rng(seed))
    long = keys[lengths(keys) >= 4]
    assert ((queries + hidden) != long).nnz == 0
    assert lengths(hidden).tolist() == [size // 3 for size in lengths(long)]
    assert lengths(queries).tolist() == [size - size // 3 for size in lengths(long)]
    assert not (queries.multiply(hidden)).nnz


def test_every_skill_of_a_list_is_hidden_at_times() -> None:
    keys = skill_rows(["abcdef"] * 200, INDEX)
    hidden = hide_skills(keys, np.random.default_rng(0)).skills
    shares = hidden.toarray().mean(axis=0)[:6]
    np.testing.assert_allclose(shares, 1 / 3, atol=0.12)


def test_hiding_leaves_the_lists_as_they_were() -> None:
    keys = made_up_training().keys
    before = keys.copy()
    hide_skills(keys, np.random.default_rng(0))
    assert (keys != before).nnz == 0


def test_hidden_skills_are_ranked_among_all_that_the_query_lacks() -> None:
    # Without the query's own letters, the tenth recommendation is l.
    hidden = Hidden(skill_rows(["ab"], INDEX), skill_rows([["l", "m"]], INDEX))
    found = measure_skills(Alphabet(), hidden, np.zeros(len(INDEX)))["all"]
    assert found["queries"] == 1
    assert found["recall@10"] == 0.5
    assert np.isclose(found["ndcg@10"], (1 / np.log2(11)) / (1 + 1 / np.log2(3)))


def test_a_shared_label_is_enough() -> None:
    found = shared_labels([("x", "y"), ("z",), ()], [("y",), ("x", "z"), ("other",), ()])
    assert found.astype(int).tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]


def test_queries_without_a_relevant_vacancy_are_left_out() -> None:
    similarities = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1]])
    relevant = np.array([[False, True, False], [False, False, False]])
    found = measure_retrieval(similarities, relevant, np.zeros(2), np.random.default_rng(0))
    assert found["all"]["queries"] == 1
    assert found["all"]["mrr"] == 0.5
    assert np.isclose(found["all"]["ndcg@10"], 1 / np.log2(3))


def test_the_order_of_the_file_does_not_help_where_similarities_are_equal() -> None:
    relevant = np.tile(np.arange(400) < 40, (300, 1))
    found = measure_retrieval(
        np.zeros(relevant.shape), relevant, np.zeros(300), np.random.default_rng(1)
    )
    assert found["all"]["queries"] == 300
    assert found["all"]["mrr"] < 1


def test_retrieval_in_blocks_keeps_rows_together() -> None:
    generator = np.random.default_rng(0)
    similarities = generator.random((600, 20))
    relevant = np.zeros(similarities.shape, dtype=bool)
    relevant[np.arange(600), similarities.argmax(axis=1)] = True
    found = measure_retrieval(similarities, relevant, generator.random(600), generator)
    assert found["all"] == {"queries": 600, "mrr": 1.0, "ndcg@10": 1.0}
    assert [found[name]["queries"] for name in ("popular", "middle", "rare")] == [200] * 3


def test_slices_are_the_thirds_by_popularity() -> None:
    popularity = np.array([0.1, 0.9, 0.5, 0.2, 0.8, 0.4, 0.3])
    found = by_slice({"measure": np.arange(7.0)}, popularity)
    assert found == {
        "all": {"queries": 7, "measure": 3.0},
        "popular": {"queries": 3, "measure": pytest.approx((1 + 4 + 2) / 3)},
        "middle": {"queries": 2, "measure": pytest.approx((5 + 6) / 2)},
        "rare": {"queries": 2, "measure": pytest.approx((3 + 0) / 2)},
    }


def test_no_queries_have_no_measures() -> None:
    found = by_slice({"measure": np.empty(0)}, np.empty(0))
    assert found == {name: {"queries": 0} for name in ("all", "popular", "middle", "rare")}


def test_a_query_is_as_popular_as_its_skills_are_on_average() -> None:
    queries = skill_rows(["ab", "c", ""], INDEX)
    popularity = np.array([0.5, 0.3, 0.2] + [0.0] * 23)
    np.testing.assert_allclose(mean_popularity(queries, popularity), [0.4, 0.2, 0])
