"""Balls of one radius around points: how wide they may be, and covers of the points by them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from tasks.querying.kernels.points import DensePoints, consecutive, squared_distances
from tasks.querying.pool import FloatArray, IntArray

# Distances that are held at a time, and balls whose purity is looked at.
_DISTANCES = 2**22
_BALLS = 2000


def pure_radius(
    points: FloatArray, labels: IntArray, purity: float, generator: np.random.Generator
) -> float:
    """The largest radius at which a share `purity` of the balls around points are pure.

    A ball is open; it is pure when all points in it, of `points` [n, d], bear one label. Of more
    than `_BALLS` points so many are drawn, and the balls around them speak for all. Infinite
    where all labels are the same.
    """
    dense = DensePoints(points)
    centres = generator.permutation(len(points))[:_BALLS]
    widest = np.empty(len(centres))
    for some in consecutive(len(centres), _block(points)):
        rows, norms = points[centres[some]], dense.squared_norms[centres[some]]
        squared = squared_distances(rows, norms, points, dense.squared_norms)
        squared[labels == labels[centres[some], None]] = np.inf
        widest[some] = squared.min(axis=1)
    # So many balls may be impure; what is taken off is less than rounding adds.
    impure = min(int((1.0 - purity) * len(centres) + 1e-9), len(centres) - 1)
    return float(np.sqrt(np.partition(widest, impure)[impure]))


def greedy_cover(points: FloatArray, radius: float, centres: FloatArray) -> Iterator[int]:
    """Yield row indices of `points`, each time the one whose ball holds most uncovered points.

    Greedy maximum coverage by open balls (Yehuda et al. 2022); what the balls around `centres`
    hold is covered from the beginning. The first index wins a tie; the end is reached when every
    point is covered. Not a graph of neighbours is kept, which may be as large as n², but what each
    ball would gain: a point's distances to all others are computed when it is counted in, and
    again when it is covered.

    Parameters
    ----------
    points : float array of shape [n, d]
    centres : float array of shape [m, d]
    """
    dense = DensePoints(points)
    uncovered = np.ones(len(points), dtype=bool)
    for some in consecutive(len(centres), _block(points)):
        uncovered &= ~_within(dense, centres[some], radius).any(axis=0)
    gains = _held(dense, np.flatnonzero(uncovered), radius)
    while len(gains) and gains.max() > 0:
        newest = int(gains.argmax())
        yield newest
        covered = np.flatnonzero(uncovered & _within(dense, points[[newest]], radius)[0])
        uncovered[covered] = False
        gains -= _held(dense, covered, radius)
        gains[newest] = 0  # also when a distance was rounded one way, then the other


def _held(dense: DensePoints, some: IntArray, radius: float) -> IntArray:
    """How many of `some` points the ball around each point holds."""
    held = np.zeros(len(dense.array), dtype=np.int64)
    for block in np.array_split(some, range(_block(dense.array), len(some), _block(dense.array))):
        held += np.count_nonzero(_within(dense, dense.array[block], radius), axis=0)
    return held


def _within(dense: DensePoints, others: FloatArray, radius: float) -> npt.NDArray[np.bool_]:
    """Whether each point lies in the ball around each of the others; [others, points]."""
    # ‖x − y‖² < r² is x·y − ‖x‖² / 2 > (‖y‖² − r²) / 2, which needs no array of doubles.
    products = others @ dense.array.T
    products -= (dense.squared_norms / 2.0).astype(products.dtype)
    bounds = (np.vecdot(others, others) - radius**2) / 2.0
    return products > bounds.astype(products.dtype)[:, None]


def _block(points: FloatArray) -> int:
    return max(1, _DISTANCES // max(1, len(points)))
