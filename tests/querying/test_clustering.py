"""Clusters of points."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.querying.kernels.clustering import k_means


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


def test_the_same_generator_gives_the_same_clusters() -> None:
    points = np.random.default_rng(2).normal(size=(60, 4)).astype(np.float32)
    one, other = (k_means(points, 5, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one, other)
