"""Weighted k-means++ seeding by rejection: exactly the law, and hardly ever a look at all points.

D²(x), the squared distance to the nearest centre so far, is never kept up to date for every point.
An upper bound of it is, from norms alone: no point is further from a centre c than ‖x‖ + ‖c‖.
Candidates are drawn from the bounds, their own D² is computed, and each is accepted with
probability D² / bound. That is rejection sampling, so the law is exactly the one asked for. As many
candidates as a matrix product likes are drawn at once: those drawn before a centre was accepted
still come from valid bounds, and are held to the D² that includes it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.kernels.points import (
    Float64Array,
    Points,
    consecutive,
    squared_distances,
)
from tasks.querying.pool import FloatArray, IntArray

# Vectors of centres that are kept between two refreshes, and of points looked at together, take at
# most so many bytes.
_BYTES = 2**28
# A squared distance below this share of the two squared norms is float32 rounding.
_ROUNDING = 1e-5


def weighted_seeding(
    points: Points, weights: FloatArray, generator: np.random.Generator, block: int = 64
) -> Iterator[int]:
    """Yield indices of `points`, each centre drawn given those before it.

    The first centre is drawn with probability ∝ w(x)·‖x‖², each later one ∝ w(x)·D²(x) (Arthur &
    Vassilvitskii 2007, the plain law with one trial a centre; weights: Kim 2020, equation 5). When
    every remaining D² is 0, the rest follows with probability ∝ w(x).

    Parameters
    ----------
    weights : float array of shape [n], not negative
    block : int
        Candidates drawn together.

    References
    ----------
    Rejection sampling for this law: Cohen-Addad et al. (2020), Fast and Accurate k-means++ via
    Rejection Sampling.
    """
    free = np.ones(len(weights), dtype=bool)
    first = _draw(weights * points.squared_norms, 1, generator)
    if first is not None:
        nearest = _NearestCentre(points, block)
        nearest.add(first, points.rows(first))
        free[first] = False
        yield int(first[0])
        while True:
            drawn = _draw(np.where(free, weights * nearest.bounds, 0.0), block, generator)
            if drawn is None:
                break
            for centre in nearest.accept(drawn, generator.random(block)):
                free[centre] = False
                yield centre
    yield from _by_weight(np.flatnonzero(free), weights, generator)


class _NearestCentre:
    """Upper bounds of every point's D², and the centres that they may not know yet."""

    def __init__(self, points: Points, block: int) -> None:
        size = len(points.squared_norms)
        self.points = points
        self.bounds: Float64Array = np.full(size, np.inf)
        self._norms = np.sqrt(points.squared_norms)
        self._smallest = np.inf
        self._most = max(_BYTES // (4 * max(points.dimension, 1)), block)
        self._centres: list[int] = []
        self._vectors: list[FloatArray] = []
        self._in_vain = 0

    def accept(self, drawn: IntArray, chances: Float64Array) -> Iterator[int]:
        """Yield those of the candidates that are to be centres; later ones know of earlier ones."""
        norms = self.points.squared_norms[drawn]
        rows = self.points.rows(drawn)
        distances = np.minimum(self.bounds[drawn], self._to_centres(rows, norms))
        thresholds = chances * self.bounds[drawn]
        between = squared_distances(rows, norms, rows, norms, _ROUNDING)
        chosen: list[int] = []
        for place in range(len(drawn)):
            if thresholds[place] < distances[place]:
                np.minimum(distances, between[place], out=distances)
                chosen.append(place)
                yield int(drawn[place])
        self.bounds[drawn] = distances
        self.add(drawn[chosen], rows[chosen])
        self._in_vain += len(drawn) - len(chosen)
        if self._in_vain >= len(self.bounds) or len(self._centres) >= self._most:
            self._refresh()

    def add(self, centres: IntArray, rows: FloatArray) -> None:
        """Take new centres into account."""
        if len(centres) == 0:
            return
        self._centres += centres.tolist()
        self._vectors.append(rows)
        smallest = float(self._norms[centres].min())
        if smallest < self._smallest:
            self._smallest = smallest
            np.minimum(self.bounds, (self._norms + smallest) ** 2, out=self.bounds)
        self.bounds[centres] = 0.0

    def _to_centres(self, rows: FloatArray, norms: Float64Array) -> Float64Array:
        if not self._centres:
            return np.full(len(rows), np.inf)
        if len(self._vectors) > 1:
            self._vectors = [np.concatenate(self._vectors)]
        centre_norms = self.points.squared_norms[self._centres]
        distances = squared_distances(rows, norms, self._vectors[0], centre_norms, _ROUNDING)
        return distances.min(axis=1)

    def _refresh(self) -> None:
        """Make the bounds exact; as many candidates were rejected as this looks at."""
        step = max(1, _BYTES // (4 * max(self.points.dimension, 1)))
        for some in consecutive(len(self.bounds), step):
            distances = self._to_centres(self.points.rows(some), self.points.squared_norms[some])
            self.bounds[some] = np.minimum(self.bounds[some], distances)
        self._centres, self._vectors, self._in_vain = [], [], 0


def _draw(shares: Float64Array, size: int, generator: np.random.Generator) -> IntArray | None:
    """Draw `size` indices with replacement, each with probability ∝ its share; None of nothing."""
    cumulative = np.cumsum(shares)
    if len(cumulative) == 0 or cumulative[-1] <= 0.0:
        return None
    total = cumulative[-1]
    drawn = np.minimum(generator.random(size) * total, np.nextafter(total, 0.0))
    return np.searchsorted(cumulative, drawn, side="right")


def _by_weight(left: IntArray, weights: FloatArray, generator: np.random.Generator) -> list[int]:
    """All of `left` in an order drawn without replacement ∝ weight."""
    # Sorting exponential variates divided by the weights does that.
    with np.errstate(divide="ignore"):
        arrivals = generator.exponential(size=len(left)) / weights[left]
    order: list[int] = left[np.argsort(arrivals, kind="stable")].tolist()
    return order
