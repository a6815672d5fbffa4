"""Cluster-Margin: the sentences with the least margins, from many clusters in turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from tasks.querying.kernels.clustering import k_means, turns
from tasks.querying.kernels.scores import mean_by_sentence
from tasks.querying.kernels.uncertainty import margins
from tasks.querying.options import number
from tasks.querying.pool import Pool


def query(
    pool: Pool,
    generator: np.random.Generator,
    *,
    candidates: Annotated[float, number(above=0)] = 10.0,
) -> Iterator[int]:
    """Yield the sentences with the least mean margin, one a cluster in turn, then all others.

    A round begins with the smallest cluster; which of its sentences is taken, chance decides. The
    paper clusters the whole pool once, hierarchically; here k-means makes one cluster for each
    sentence of the batch among the candidates, by the mean encoder states of the present model.

    Parameters
    ----------
    candidates : float
        Sentences that are clustered, as a multiple of the batch. All others follow by margin.

    References
    ----------
    Citovsky et al. (2021), Batch Active Learning at Scale.
    """
    pieces = [
        mean_by_sentence(margins(outputs.log_probabilities), outputs.offsets)
        for outputs in pool.outputs(pool.unlabelled)
    ]
    by_margin = pool.unlabelled[np.argsort(np.concatenate(pieces), kind="stable")]
    near, far = np.split(by_margin, [max(1, round(candidates * pool.batch))])
    near = generator.permutation(near)
    clusters = k_means(pool.encoder_means(near), pool.batch, generator)
    sizes = np.bincount(clusters)
    yield from near[np.lexsort((clusters, sizes[clusters], turns(clusters)))].tolist()
    yield from far.tolist()
