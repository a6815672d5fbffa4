"""Nearest neighbours: against scikit-learn's exhaustive search."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from tasks.querying.kernels.neighbours import mean_distances, nearest_neighbours


@given(
    size=st.integers(2, 40), k=st.integers(1, 12), block=st.integers(1, 50), seed=st.integers(0, 99)
)
def test_they_are_those_of_an_exhaustive_search(size: int, k: int, block: int, seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(size, 5)).astype(np.float32)
    found = nearest_neighbours(points, k, block)
    exhaustive = NearestNeighbors(n_neighbors=min(k, size - 1), algorithm="brute").fit(points)
    distances, indices = exhaustive.kneighbors()
    np.testing.assert_array_equal(found.indices, indices)
    np.testing.assert_allclose(found.squared_distances, distances**2, rtol=1e-3, atol=1e-4)


def test_of_equally_near_ones_the_first_comes_first() -> None:
    points = np.zeros((4, 2), dtype=np.float32)
    assert nearest_neighbours(points, 3).indices.tolist() == [
        [1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2],
    ]  # fmt: skip


@given(size=st.integers(2, 40), k=st.integers(1, 12), seed=st.integers(0, 99))
def test_mean_distances_are_exact_far_from_the_origin_too(size: int, k: int, seed: int) -> None:
    points = np.random.default_rng(seed).integers(-9, 10, size=(size, 3)).astype(np.float32) + 5000
    exhaustive = NearestNeighbors(n_neighbors=min(k, size - 1), algorithm="brute").fit(points)
    expected = exhaustive.kneighbors()[0].mean(axis=1)
    np.testing.assert_allclose(mean_distances(points, k), expected, rtol=1e-3, atol=2e-2)


def test_one_point_has_no_neighbours() -> None:
    assert mean_distances(np.zeros((1, 2), dtype=np.float32), 3).tolist() == [0.0]
    assert nearest_neighbours(np.zeros((1, 2), dtype=np.float32), 3).indices.shape == (1, 0)
