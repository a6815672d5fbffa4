"""Selection: seeding among gradient embeddings against the references, on networks half trained.

A network is trained on a random share of a corpus; the rest is the pool. The references get the
whole matrix of embeddings; their cost grows by the same amount with every centre, so that they are
measured at a few centres and multiplied. Ours is measured twice: on the same matrix, and as
strategies call it, from the factors, which spares the matrix altogether.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from itertools import islice
from multiprocessing import get_context
from typing import Any

import numpy as np

from benchmarks.corpora import Folders, begun_network

CENTRES = {"atis": 90, "conll2003": 280, "fmtod": 305}
SHARE = 0.02
EPOCHS = 30
REFERENCE_CENTRES = 4
REPEATS = 3


def measure(folders: Folders) -> dict[str, Any]:
    """Seconds of every way to seed, and their ratios, on one corpus, with all cores."""
    with get_context("spawn").Pool(1) as alone:
        return alone.apply(_measure, (folders,))


def _measure(folders: Folders) -> dict[str, Any]:
    from benchmarks.reference_selection import library, one_centre_at_a_time
    from tasks.querying.kernels.gradients import GradientFactors
    from tasks.querying.kernels.points import DensePoints
    from tasks.querying.kernels.seeding import weighted_seeding
    from tasks.tagging.prediction import predict

    network, sentences, labelled = begun_network(folders, SHARE, EPOCHS)
    pool = np.setdiff1d(np.arange(len(sentences)), labelled)
    outputs = predict(network, sentences, pool)
    weights = sentences.lengths[pool].astype(np.float64) ** 2
    centres = CENTRES[folders.corpus.name]

    def seed_from_factors(seed: int) -> list[int]:
        points = _FactorPoints(GradientFactors.of(outputs))
        return list(islice(weighted_seeding(points, weights, _generator(seed)), centres))

    lazy = _seconds(seed_from_factors)
    memory = _peak()
    building = _seconds(lambda _: GradientFactors.of(outputs).embeddings())
    matrix = GradientFactors.of(outputs).embeddings()

    def seed_from_matrix(seed: int) -> list[int]:
        seeding = weighted_seeding(DensePoints(matrix), weights, _generator(seed))
        return list(islice(seeding, centres))

    dense = _seconds(seed_from_matrix)
    few = REFERENCE_CENTRES
    plain = _seconds(lambda s: one_centre_at_a_time(matrix, weights, few, _generator(s)))
    sklearn = _seconds(lambda s: library(matrix, few, s))
    plain, sklearn = plain * centres / few, sklearn * centres / few
    return {
        "pool × embedding": " × ".join(map(str, matrix.shape)),
        "centres": centres,
        "one centre at a time, seconds": round(plain, 1),
        "scikit-learn, seconds": round(sklearn, 1),
        "skillpath on the matrix, seconds": round(dense, 3),
        "skillpath from the factors, seconds": round(lazy, 3),
        "ratio to one at a time": round(plain / dense),
        "ratio to scikit-learn": round(sklearn / dense),
        "building the matrix, seconds": round(building, 2),
        "memory with the factors only, MB": round(memory),
        "memory with the matrix, MB": round(_peak()),
    }


class _FactorPoints:
    """What `GradientPoints` is to a pool whose factors are kept."""

    def __init__(self, factors: Any) -> None:
        self._factors = factors
        self.squared_norms = factors.squared_norms()
        self.dimension = factors.residuals.shape[1] * factors.states.shape[1]

    def rows(self, indices: Any) -> Any:
        return self._factors.at(indices).embeddings()


def _seconds(call: Callable[[int], object]) -> float:
    """The median over repeats with different seeds."""
    times = []
    for seed in range(REPEATS):
        began = time.perf_counter()
        call(seed)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
