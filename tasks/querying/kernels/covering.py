"""Furthest-first traversal: a cover of the points by as few balls as a greedy choice needs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.kernels.points import DensePoints, squared_distances
from tasks.querying.pool import FloatArray

# Distances that are held at a time.
_DISTANCES = 2**25


def furthest_first(points: FloatArray, centres: FloatArray) -> Iterator[int]:
    """Yield row indices of `points`, each time the one furthest from all centres so far.

    Greedy k-centre (Sener & Savarese 2018): one running vector of distances to the nearest
    centre, updated by the newest centre only; the first index wins a tie.

    Parameters
    ----------
    points : float array of shape [n, d]
    centres : float array of shape [m, d]
        Centres to begin with; without any, the first row comes first.
    """
    nearest = np.full(len(points), np.inf)
    norms = DensePoints(points).squared_norms
    block = max(1, _DISTANCES // max(1, len(points)))
    for start in range(0, len(centres), block):
        some = DensePoints(centres[start : start + block])
        squared = squared_distances(points, norms, some.array, some.squared_norms)
        np.minimum(nearest, squared.min(axis=1), out=nearest)
    for _ in range(len(points)):
        newest = int(np.argmax(nearest))
        yield newest
        squared = norms + norms[newest] - 2.0 * (points @ points[newest])
        np.minimum(nearest, np.maximum(squared, 0.0), out=nearest)
        nearest[newest] = -np.inf
