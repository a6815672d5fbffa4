"""The nearest neighbours of every point, block by block."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tasks.querying.kernels.points import (
    DensePoints,
    Float64Array,
    consecutive,
    squared_distances,
)
from tasks.querying.pool import FloatArray, IntArray


class Neighbours(NamedTuple):
    """The nearest other points of each point, nearest first.

    Attributes
    ----------
    indices : int64 array of shape [n, k]
    squared_distances : float64 array of shape [n, k]
    """

    indices: IntArray
    squared_distances: Float64Array


def nearest_neighbours(points: FloatArray, k: int, block: int = 512) -> Neighbours:
    """The `k` nearest others of each row of `points` [n, d]; n − 1 where there are no more."""
    dense = DensePoints(points)
    norms = dense.squared_norms
    k = min(k, len(points) - 1)
    indices = np.empty((len(points), k), dtype=np.int64)
    distances = np.empty((len(points), k))
    for some in consecutive(len(points), block):
        squared = squared_distances(dense.rows(some), norms[some], points, norms)
        squared[np.arange(len(some)), some] = np.inf
        near = np.argpartition(squared, k - 1, axis=1)[:, :k] if k else indices[some]
        order = np.lexsort((near, np.take_along_axis(squared, near, axis=1)))
        indices[some] = np.take_along_axis(near, order, axis=1)
        distances[some] = np.take_along_axis(squared, indices[some], axis=1)
    return Neighbours(indices, distances)


def mean_distances(points: FloatArray, k: int) -> Float64Array:
    """Each point's mean distance to its `k` nearest others, [n]; 0 where there are no others."""
    # The nearer the origin, the less do squared norms lose by rounding.
    centred = points - points.mean(axis=0)
    distances = np.sqrt(nearest_neighbours(centred, k).squared_distances)
    return distances.sum(axis=1) / max(1, distances.shape[1])
