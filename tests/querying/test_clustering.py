"""Clusters of points: against scikit-learn's k-means from the same seeds; and turns in them."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from tasks.querying.kernels import clustering
from tasks.querying.kernels.clustering import k_means, turns
from tasks.querying.kernels.points import DensePoints
from tasks.querying.kernels.seeding import weighted_seeding


def test_far_apart_clouds_are_the_clusters() -> None:
    generator = np.random.default_rng(1)
    centres = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 50.0], [50.0, 50.0]])
    cloud = np.repeat(np.arange(4), 25)
    points = (centres[cloud] + generator.normal(size=(100, 2))).astype(np.float32)
    found = k_means(points, 4, generator)
    pairs = set(zip(cloud.tolist(), found.tolist(), strict=True))
    assert len(pairs) == 4


@pytest.mark.parametrize(("size", "clusters", "expected"), [(3, 8, 3), (1, 1, 1), (9, 2, 2)])
def test_there_are_no_more_clusters_than_points(size: int, clusters: int, expected: int) -> None:
    points = np.arange(2.0 * size, dtype=np.float32).reshape(size, 2)
    found = k_means(points, clusters, np.random.default_rng(0))
    assert found.shape == (size,)
    assert len(set(found.tolist())) == expected


@settings(max_examples=30)
@given(size=st.integers(2, 60), clusters=st.integers(1, 8), seed=st.integers(0, 2**32 - 1))
def test_they_are_those_of_scikit_learn_from_the_same_seeds(
    size: int, clusters: int, seed: int
) -> None:
    points = np.random.default_rng(seed).normal(size=(size, 3))
    seeding = weighted_seeding(DensePoints(points), np.ones(size), np.random.default_rng(seed))
    seeds = points[list(islice(seeding, clusters))]
    fitted = KMeans(len(seeds), init=seeds, n_init=1, tol=0.0, algorithm="lloyd").fit(points)
    found = k_means(points, clusters, np.random.default_rng(seed), iterations=300)
    np.testing.assert_array_equal(found, fitted.labels_)


def test_iterations_have_an_end() -> None:
    points = np.random.default_rng(0).normal(size=(200, 2))
    seeding = weighted_seeding(DensePoints(points), np.ones(200), np.random.default_rng(1))
    seeds = points[list(islice(seeding, 5))]
    nearest = np.linalg.norm(points[:, None] - seeds, axis=2).argmin(axis=1)
    found = k_means(points, 5, np.random.default_rng(1), iterations=0)
    np.testing.assert_array_equal(found, nearest)


def test_equal_points_share_a_cluster_however_many_are_asked_for() -> None:
    points = np.ones((30, 4), dtype=np.float32)
    assert len(set(k_means(points, 7, np.random.default_rng(0)).tolist())) == 1


def test_points_looked_at_in_many_blocks_get_the_same_clusters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points = np.random.default_rng(2).integers(-9, 10, size=(60, 4)).astype(np.float32)
    whole = k_means(points, 5, np.random.default_rng(3))
    monkeypatch.setattr(clustering, "_DISTANCES", 35)
    np.testing.assert_array_equal(k_means(points, 5, np.random.default_rng(3)), whole)


@given(st.lists(st.integers(0, 5), max_size=30))
def test_turns_count_the_members_of_a_cluster_before(clusters: list[int]) -> None:
    expected = [Counter(clusters[:place])[one] for place, one in enumerate(clusters)]
    assert turns(np.array(clusters, dtype=np.int64)).tolist() == expected


def test_the_same_generator_gives_the_same_clusters() -> None:
    points = np.random.default_rng(2).normal(size=(60, 4)).astype(np.float32)
    one, other = (k_means(points, 5, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one, other)
