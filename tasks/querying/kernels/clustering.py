"""Clusters of points, Lloyd's k-means from the seeds that BADGE would draw, and turns in them."""

from __future__ import annotations

from itertools import islice

import numpy as np

from tasks.querying.kernels.points import DensePoints, consecutive
from tasks.querying.kernels.seeding import weighted_seeding
from tasks.querying.pool import FloatArray, IntArray

# Distances that are held at a time.
_DISTANCES = 2**22


def k_means(
    points: FloatArray, clusters: int, generator: np.random.Generator, iterations: int = 20
) -> IntArray:
    """The cluster of each row of `points` [n, d]; at most `clusters` of them, fewer if n is less.

    Lloyd's iteration, begun at the centres of plain k-means++ seeding, until no point changes its
    cluster or `iterations` are done. A cluster that loses all its points keeps its centre. Unlike
    scikit-learn's, its sums do not depend on how threads take turns.
    """
    seeding = weighted_seeding(DensePoints(points), np.ones(len(points)), generator)
    centres = points[list(islice(seeding, clusters))]
    nearest = _nearest(points, centres)
    for _ in range(iterations):
        before, centres = nearest, _means(points, nearest, centres)
        nearest = _nearest(points, centres)
        if np.array_equal(nearest, before):
            break
    return nearest


def turns(clusters: IntArray) -> IntArray:
    """The place of each member among those of its cluster: 0 for the first, 1 for the second, …"""
    sizes = np.bincount(clusters)
    turn = np.empty_like(clusters)
    turn[np.argsort(clusters, kind="stable")] = np.arange(len(clusters)) - np.repeat(
        np.cumsum(sizes) - sizes, sizes
    )
    return turn


def _nearest(points: FloatArray, centres: FloatArray) -> IntArray:
    """The index of each point's nearest centre."""
    halves = np.vecdot(centres, centres) / 2.0
    nearest = np.empty(len(points), dtype=np.int64)
    for some in consecutive(len(points), max(1, _DISTANCES // len(centres))):
        products = points[some[0] : some[-1] + 1] @ centres.T
        # ‖x − c‖² / 2 without ‖x‖² / 2, which is the same for all centres.
        nearest[some] = np.subtract(halves, products, out=products).argmin(axis=1)
    return nearest


def _means(points: FloatArray, clusters: IntArray, centres: FloatArray) -> FloatArray:
    """The mean of the points in each cluster; its centre where there are none."""
    order = np.argsort(clusters, kind="stable")
    present, starts, sizes = np.unique(clusters[order], return_index=True, return_counts=True)
    means = centres.copy()
    sums = np.add.reduceat(points[order], starts, axis=0, dtype=np.float64)
    means[present] = sums / sizes[:, None]
    return means
