"""Clusters of points: Lloyd's k-means from the seeds that BADGE would draw."""

from __future__ import annotations

from itertools import islice

import numpy as np

from tasks.querying.kernels.points import DensePoints
from tasks.querying.kernels.seeding import weighted_seeding
from tasks.querying.pool import FloatArray, IntArray


def k_means(points: FloatArray, clusters: int, generator: np.random.Generator) -> IntArray:
    """The cluster of each row of `points` [n, d]; at most `clusters` of them, fewer if n is less.

    scikit-learn's Lloyd iteration, begun at the centres of plain k-means++ seeding.
    """
    from sklearn.cluster import KMeans

    seeding = weighted_seeding(DensePoints(points), np.ones(len(points)), generator)
    seeds = list(islice(seeding, clusters))
    fitted = KMeans(len(seeds), init=points[seeds], n_init=1).fit(points)
    return np.asarray(fitted.labels_, dtype=np.int64)
