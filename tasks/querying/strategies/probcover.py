"""ProbCover: the sentences first whose neighbourhoods cover most of the pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from tasks.querying.kernels.balls import greedy_cover, pure_radius
from tasks.querying.kernels.clustering import k_means
from tasks.querying.kernels.covering import furthest_first
from tasks.querying.options import number, or_nothing, whole_number
from tasks.querying.pool import Pool


def query(
    pool: Pool,
    generator: np.random.Generator,
    *,
    radius: Annotated[float | None, or_nothing(number(above=0))] = None,
    purity: Annotated[float, number(above=0, at_most=1)] = 0.95,
    clusters: Annotated[int, whole_number(at_least=1)] = 20,
) -> Iterator[int]:
    """Yield the sentence whose ball of mean encoder states holds most that is not covered yet.

    What the balls of labelled sentences hold is covered. Once everything is, the balls have done
    their work, and core-set goes on: the furthest from everything labelled or chosen comes first.

    Parameters
    ----------
    radius : float, optional
        Of the balls; without it the largest at which a share `purity` of them holds sentences of
        one cluster only.
    purity : float
    clusters : int
        Of k-means, for that. The paper takes the number of classes, which sentences do not have.

    References
    ----------
    Yehuda et al. (2022), Active Learning Through a Covering Lens.
    """
    means = pool.encoder_means(np.concatenate([pool.unlabelled, pool.labelled]))
    if radius is None:
        pseudo_labels = k_means(means, clusters, generator)
        radius = pure_radius(means, pseudo_labels, purity, generator)
    points, centres = np.split(means, [len(pool.unlabelled)])
    chosen = []
    for index in greedy_cover(points, radius, centres):
        chosen.append(index)
        yield int(pool.unlabelled[index])
    left = np.setdiff1d(np.arange(len(points)), chosen)
    for index in furthest_first(points[left], np.concatenate([centres, points[chosen]])):
        yield int(pool.unlabelled[left[index]])
