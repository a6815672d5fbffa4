"""The seedings that skillpath's own is measured against: they visit all points for each centre."""

from __future__ import annotations

import numpy as np

from tasks.querying.pool import FloatArray


def one_centre_at_a_time(
    points: FloatArray, weights: FloatArray, centres: int, generator: np.random.Generator
) -> list[int]:
    """Weighted k-means++ as it is written first: generic distances to the newest centre."""
    from sklearn.metrics import pairwise_distances

    nearest = np.sum(points.astype(np.float64) ** 2, axis=1)
    chosen: list[int] = []
    while len(chosen) < centres:
        law = weights * nearest
        chosen.append(int(generator.choice(len(points), p=law / law.sum())))
        newest = pairwise_distances(points, points[chosen[-1:]])[:, 0] ** 2
        nearest = newest if len(chosen) == 1 else np.minimum(nearest, newest)
        nearest[chosen] = 0.0
    return chosen


def library(points: FloatArray, centres: int, seed: int) -> list[int]:
    """scikit-learn's k-means++ with one trial a centre; it has no weights but uniform ones here."""
    from sklearn.cluster import kmeans_plusplus

    _, chosen = kmeans_plusplus(points, centres, n_local_trials=1, random_state=seed)
    return [int(index) for index in chosen]
