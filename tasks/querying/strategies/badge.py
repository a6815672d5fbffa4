"""BADGE: k-means++ seeding over gradient embeddings, diverse and uncertain at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.kernels.gradients import GradientPoints
from tasks.querying.kernels.seeding import weighted_seeding
from tasks.querying.pool import Pool


def query(pool: Pool, generator: np.random.Generator) -> Iterator[int]:
    """Yield sentences as k-means++ seeding over their gradient embeddings draws them.

    References
    ----------
    Ash et al. (2020), Deep Batch Active Learning by Diverse, Uncertain Gradient Lower Bounds;
    for sequences: Kim (2020), equation 4.
    """
    weights = np.ones(len(pool.unlabelled))
    for index in weighted_seeding(GradientPoints(pool), weights, generator):
        yield int(pool.unlabelled[index])
