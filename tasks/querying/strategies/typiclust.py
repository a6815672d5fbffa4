"""TypiClust: the most typical sentence of each cluster that has fewest labelled ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from tasks.querying.kernels.clustering import k_means, turns
from tasks.querying.kernels.neighbours import mean_distances
from tasks.querying.options import whole_number
from tasks.querying.pool import IntArray, Pool


def query(
    pool: Pool,
    generator: np.random.Generator,
    *,
    max_clusters: Annotated[int, whole_number(at_least=1)] = 500,
    neighbours: Annotated[int, whole_number(at_least=1)] = 20,
) -> Iterator[int]:
    """Yield from the cluster with fewest labelled sentences, the largest of equals, in turn.

    There are as many clusters of mean encoder states as sentences labelled after this batch. A
    chosen sentence counts as labelled. In a cluster the most typical sentence comes first: the one
    with the least mean distance to its nearest neighbours in the cluster.

    Parameters
    ----------
    max_clusters : int
        There are no more than these.
    neighbours : int
        Nearest neighbours by which a sentence is typical.

    References
    ----------
    Hacohen et al. (2022), Active Learning on a Budget: Opposite Strategies Suit High and Low
    Budgets.
    """
    means = pool.encoder_means(np.concatenate([pool.unlabelled, pool.labelled]))
    wanted = min(len(pool.labelled) + pool.batch, max_clusters)
    clusters = k_means(means, wanted, generator)
    own, labelled = np.split(clusters, [len(pool.unlabelled)])
    sizes = np.bincount(clusters)
    labelled_before = np.bincount(labelled, minlength=len(sizes))[own] + turns(own)
    order = np.lexsort((own, -sizes[own], labelled_before))

    def typical_first(cluster: int) -> Iterator[int]:
        members = np.flatnonzero(clusters == cluster)
        distances = mean_distances(means[members], neighbours)
        by_typicality: IntArray = members[np.argsort(distances, kind="stable")]
        yield from by_typicality[by_typicality < len(own)].tolist()

    queues = {cluster: typical_first(cluster) for cluster in np.unique(own).tolist()}
    for cluster in own[order].tolist():
        yield int(pool.unlabelled[next(queues[cluster])])
