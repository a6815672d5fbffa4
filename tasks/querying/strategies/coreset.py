"""Core-set: greedy furthest-first cover of the pool in the space of mean encoder states."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.kernels.covering import furthest_first
from tasks.querying.pool import Pool


def query(pool: Pool, generator: np.random.Generator) -> Iterator[int]:  # noqa: ARG001
    """Yield the sentence furthest from everything labelled or chosen, again and again.

    References
    ----------
    Sener & Savarese (2018), Active Learning for Convolutional Neural Networks: A Core-Set
    Approach, algorithm 1.
    """
    means = pool.encoder_means(np.concatenate([pool.unlabelled, pool.labelled]))
    points, centres = np.split(means, [len(pool.unlabelled)])
    for index in furthest_first(points, centres):
        yield int(pool.unlabelled[index])
