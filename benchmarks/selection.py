"""Selection: seeding among gradient embeddings against the references, on networks half trained.

A network is trained on a random share of a corpus; the rest is the pool. The references get the
whole matrix of embeddings; their cost grows by the same amount with every centre, so that they are
measured at few centres and drawn out by a straight line. Ours is measured twice: on the same
matrix, and as strategies call it, from the factors, which spares the matrix altogether.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any

import numpy as np

from benchmarks.corpora import Folders, half_trained

CENTRES = {"atis": 90, "conll2003": 280, "fmtod": 305}
REFERENCE_CENTRES = (2, 6)
REPEATS = 3


def measure(folders: Folders) -> dict[str, Any]:
    """Seconds of every way to seed, and their ratios, on one corpus, with all cores."""
    with get_context("spawn").Pool(1) as alone:
        return alone.apply(_measure, (folders,))


def _measure(folders: Folders) -> dict[str, Any]:
    from benchmarks.reference_selection import library, one_centre_at_a_time
    from tasks.querying.kernels.gradients import GradientFactors, GradientPoints
    from tasks.querying.kernels.points import DensePoints
    from tasks.querying.kernels.seeding import weighted_seeding
    from tasks.querying.pool import Pool
    from tasks.tagging.prediction import predict

    network, sentences, pool = half_trained(folders)
    began = time.perf_counter()
    outputs = predict(network, sentences, pool)
    scoring = time.perf_counter() - began
    lengths = sentences.lengths[pool]
    weights = lengths.astype(np.float64) ** 2
    everything = np.arange(len(pool))
    scored = Pool(everything, everything[:0], lengths, _Scored(outputs))
    centres = CENTRES.get(folders.corpus.name, 50)

    def seed_from_factors(seed: int) -> list[int]:
        seeding = weighted_seeding(GradientPoints(scored), weights, _generator(seed))
        return list(islice(seeding, centres))

    lazy = _seconds(seed_from_factors)
    memory = _peak()
    building = _seconds(lambda _: GradientFactors.of(outputs).embeddings())
    matrix = GradientFactors.of(outputs).embeddings()

    looked_at: list[int] = []

    class Watched(DensePoints):
        def rows(self, indices: Any) -> Any:
            looked_at.append(len(indices))
            return super().rows(indices)

    def seed_from_matrix(seed: int) -> list[int]:
        seeding = weighted_seeding(Watched(matrix), weights, _generator(seed))
        return list(islice(seeding, centres))

    dense = _seconds(seed_from_matrix)
    plain = _at_full_size(
        lambda n, seed: one_centre_at_a_time(matrix, weights, n, _generator(seed)), centres
    )
    sklearn = _at_full_size(lambda n, seed: library(matrix, n, seed), centres)
    return {
        "pool × embedding": " × ".join(map(str, matrix.shape)),
        "centres": centres,
        "scoring the pool, seconds": round(scoring, 2),
        "one centre at a time, seconds": round(plain, 1),
        "scikit-learn, seconds": round(sklearn, 1),
        "skillpath on the matrix, seconds": round(dense, 3),
        "skillpath from the factors, seconds": round(lazy, 3),
        "candidates looked at a centre": round(sum(looked_at) / REPEATS / centres, 1),
        "ratio to one at a time": round(plain / dense),
        "ratio to scikit-learn": round(sklearn / dense),
        "building the matrix, seconds": round(building, 2),
        "memory with the factors only, MB": round(memory),
        "memory with the matrix, MB": round(_peak()),
    }


class _Scored:
    """A model whose outputs for the whole pool are there already; pieces are consecutive."""

    def __init__(self, outputs: Any) -> None:
        self._outputs = outputs

    def outputs(self, ids: Any) -> Any:
        """The rows of the sentences `ids`."""
        from tasks.tagging.prediction import Predictions

        first, last = ids[0], ids[-1] + 1
        offsets = self._outputs.offsets[first : last + 1]
        tokens = slice(offsets[0], offsets[-1])
        return Predictions(
            offsets - offsets[0],
            self._outputs.log_probabilities[tokens],
            self._outputs.states[tokens],
            self._outputs.encoder_means[first:last],
        )


def _at_full_size(call: Callable[[int, int], object], centres: int) -> float:
    """Seconds for all centres, by a straight line through those for few."""
    fewest, few = REFERENCE_CENTRES
    begin, end = (_seconds(partial(call, number)) for number in (fewest, few))
    return begin + (end - begin) / (few - fewest) * (centres - fewest)


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
