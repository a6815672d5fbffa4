"""Balls: their covers and the widest pure ones, against counting on whole numbers."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oracles import exhaustive_cover

from tasks.querying.kernels import balls
from tasks.querying.kernels.balls import greedy_cover, pure_radius
from tasks.querying.pool import FloatArray, IntArray


def whole_numbers(most: int) -> st.SearchStrategy[FloatArray]:
    """Few distinct coordinates, so that ties and duplicates abound."""
    shape = st.tuples(st.integers(0, most), st.just(2))
    return shape.flatmap(
        lambda size: arrays(np.float32, size, elements=st.integers(-4, 4).map(float))
    )


@pytest.mark.parametrize("block", [2**22, 30])
@given(whole_numbers(15), whole_numbers(5), st.sampled_from([0.5, 1.0, 1.5, 2.0, 5.0, np.inf]))
def test_the_cover_is_the_exhaustive_one_ties_included(
    block: int, points: FloatArray, centres: FloatArray, radius: float
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(balls, "_DISTANCES", block)
        found = list(greedy_cover(points, radius, centres))
    assert found == exhaustive_cover(points, radius, centres)


def test_reading_on_changes_nothing_that_was_read() -> None:
    points = np.random.default_rng(4).normal(size=(60, 2)).astype(np.float32)
    whole = list(greedy_cover(points, 0.5, points[:1]))
    assert len(whole) > 10
    assert list(islice(greedy_cover(points, 0.5, points[:1]), 7)) == whole[:7]


def pure_share(points: FloatArray, labels: IntArray, radius: float) -> float:
    """How many of the open balls around all points hold one label only."""
    pure = 0
    for point in points.astype(np.float64):
        inside = np.linalg.norm(points - point, axis=1) < radius
        pure += len(set(labels[inside].tolist())) <= 1
    return pure / len(points)


@settings(max_examples=60)
@given(
    whole_numbers(15).filter(len), st.integers(1, 3), st.sampled_from([0.05, 0.5, 0.9, 0.95, 1.0])
)
def test_no_wider_balls_would_be_as_pure(points: FloatArray, kinds: int, purity: float) -> None:
    labels = np.arange(len(points)) % kinds
    radius = pure_radius(points, labels, purity, np.random.default_rng(0))
    assert pure_share(points, labels, radius) >= purity - 1e-12
    if radius < np.inf:
        assert pure_share(points, labels, radius + 1e-3) < purity
    else:
        assert pure_share(points, labels, 100.0) >= purity


def test_some_balls_speak_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(1).normal(size=(1000, 1)).astype(np.float32)
    labels = (points[:, 0] > 0.0).astype(np.int64)
    exact = pure_radius(points, labels, 0.9, np.random.default_rng(0))
    monkeypatch.setattr(balls, "_BALLS", 300)
    estimate = pure_radius(points, labels, 0.9, np.random.default_rng(0))
    assert estimate == pytest.approx(exact, rel=0.6)
    assert estimate != exact
