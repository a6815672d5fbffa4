"""Points in space as the selection kernels see them, and squared distances between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tasks.querying.pool import FloatArray, IntArray

Float64Array = npt.NDArray[np.float64]


class Points(Protocol):
    """n vectors, known by their norms and handed out when they are asked for.

    Attributes
    ----------
    squared_norms : float64 array of shape [n]
    dimension : int
    """

    @property
    def squared_norms(self) -> Float64Array: ...
    @property
    def dimension(self) -> int: ...

    def rows(self, indices: IntArray) -> FloatArray:
        """The vectors at `indices`; shape [len(indices), dimension]."""
        ...


class DensePoints:
    """The rows of an array [n, dimension]."""

    def __init__(self, array: FloatArray) -> None:
        self.array = array
        self.squared_norms: Float64Array = np.vecdot(array, array).astype(np.float64)

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        return self.array.shape[1]

    def rows(self, indices: IntArray) -> FloatArray:
        """The vectors at `indices`; a view where these follow one another."""
        if len(indices) and bool(np.all(np.diff(indices) == 1)):
            first = int(indices[0])
            return self.array[first : first + len(indices)]
        return self.array[indices]


def squared_distances(
    rows: FloatArray,
    norms: Float64Array,
    others: FloatArray,
    other_norms: Float64Array,
    rounding: float = 0.0,
) -> Float64Array:
    """Squared distances [rows, others] by one matrix product.

    What is below the share `rounding` of the two squared norms becomes 0.
    """
    scale = norms[:, None] + other_norms
    squared = scale - 2.0 * (rows @ others.T)
    squared[squared <= rounding * scale] = 0.0
    return squared


def consecutive(size: int, step: int) -> Iterator[IntArray]:
    """The indices below `size`, `step` at a time."""
    for start in range(0, size, step):
        yield np.arange(start, min(start + step, size))
