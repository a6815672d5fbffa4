"""Ranking and its measures against the same by loops."""

from __future__ import annotations

from math import log2

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.advisor.metrics import ndcg_at, rank, recall_at, reciprocal_rank


@st.composite
def rankings(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Scores with ties, and relevance with one relevant column a row at least."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 15))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    relevant = generator.random((rows, columns)) < 0.4
    relevant[np.arange(rows), generator.integers(columns, size=rows)] = True
    return generator.integers(0, 4, size=(rows, columns)) / 2, relevant


@given(rankings(), st.integers(1, 12))
def test_measures_are_those_of_their_definitions(
    case: tuple[np.ndarray, np.ndarray], k: int
) -> None:
    scores, relevant = case
    ranked = rank(scores)
    recall, ndcg, first = (
        recall_at(k, ranked, relevant),
        ndcg_at(k, ranked, relevant),
        reciprocal_rank(ranked, relevant),
    )
    for row in range(len(scores)):
        order = sorted(range(scores.shape[1]), key=lambda n: (-scores[row, n], n))
        hits = [bool(relevant[row, n]) for n in order]
        total = sum(hits)
        gain = sum(1 / log2(place + 2) for place, hit in enumerate(hits[:k]) if hit)
        best = sum(1 / log2(place + 2) for place in range(min(k, total)))
        assert ranked[row].tolist() == order
        assert np.isclose(recall[row], sum(hits[:k]) / total)
        assert np.isclose(ndcg[row], gain / best)
        assert np.isclose(first[row], 1 / (hits.index(True) + 1))


def test_excluded_columns_come_last_whatever_their_score() -> None:
    excluded = np.array([[True, False, False, True]])
    assert rank(np.array([[9.0, 1.0, 2.0, 8.0]]), excluded).tolist() == [[2, 1, 0, 3]]


def test_nothing_relevant_has_reciprocal_rank_0() -> None:
    assert reciprocal_rank(np.array([[1, 0]]), np.zeros((1, 2), dtype=bool)).tolist() == [0]


def test_a_perfect_ranking_has_all_measures_1_and_the_worst_0() -> None:
    relevant = np.arange(30)[None, :] < 5
    best, worst = np.arange(30)[None, :], np.arange(30)[None, ::-1]
    for measure in (recall_at, ndcg_at):
        assert measure(10, best, relevant).tolist() == [1]
        assert measure(10, worst, relevant).tolist() == [0]
