"""Arrays of every token of a pool, kept while they fit into memory and made anew where not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from tasks.querying.pool import FloatArray, IntArray, Pool, TokenOutputs, ranges


class Tokens(NamedTuple):
    """Arrays of the tokens of some sentences, laid end to end.

    Attributes
    ----------
    offsets : int64 array of shape [sentences + 1]
        Sentence i occupies rows ``offsets[i]:offsets[i + 1]``.
    arrays : tuple of float arrays of shape [tokens, …]
    """

    offsets: IntArray
    arrays: tuple[FloatArray, ...]

    def at(self, indices: IntArray) -> Tokens:
        """Those of the sentences at `indices`, in that order."""
        starts, lengths = self.offsets[indices], np.diff(self.offsets)[indices]
        rows = ranges(starts, lengths)
        return Tokens(offsets_of(lengths), tuple(array[rows] for array in self.arrays))


def offsets_of(lengths: IntArray) -> IntArray:
    """Where sentences of these lengths begin when they are laid end to end, and the end of all."""
    return np.concatenate([[0], np.cumsum(lengths)])


class PoolTokens:
    """What `make` makes of the outputs for a pool's unlabelled sentences.

    All of it is kept where it fits into the pool's memory budget; else the model is run again for
    the sentences that are asked for.

    Parameters
    ----------
    pool : Pool
    make : function of a model's outputs
        Gives float arrays of shape [tokens, …].
    """

    def __init__(self, pool: Pool, make: Callable[[TokenOutputs], tuple[FloatArray, ...]]) -> None:
        self.lengths = pool.lengths[pool.unlabelled]
        self._pool = pool
        self._make = make
        self._kept: Tokens | None = None

    def pieces(self) -> Iterator[tuple[IntArray, Tokens]]:
        """All sentences, a piece at a time: their indices and their tokens' arrays.

        To be read to the end before anything is asked for `at` an index.
        """
        kept: Tokens | None = None
        done = row = 0
        for outputs in self._pool.outputs(self._pool.unlabelled):
            piece = Tokens(outputs.offsets, self._make(outputs))
            if not done:
                kept = self._room_for(piece)
            if kept is not None:
                for whole, part in zip(kept.arrays, piece.arrays, strict=True):
                    whole[row : row + len(part)] = part
            row += int(piece.offsets[-1])
            indices = np.arange(done, done + len(piece.offsets) - 1)
            done += len(indices)
            yield indices, piece
        self._kept = kept

    def at(self, indices: IntArray) -> Tokens:
        """The arrays of the sentences at `indices`, in that order."""
        if self._kept is not None:
            return self._kept.at(indices)
        wanted, places = np.unique(indices, return_inverse=True)
        made = [self._make(one) for one in self._pool.outputs(self._pool.unlabelled[wanted])]
        arrays = tuple(np.concatenate(parts) for parts in zip(*made, strict=True))
        return Tokens(offsets_of(self.lengths[wanted]), arrays).at(places)

    def _room_for(self, piece: Tokens) -> Tokens | None:
        """Empty arrays for all tokens like those of a piece; None where they would not fit."""
        tokens = int(self.lengths.sum())
        shapes = [(tokens, *array.shape[1:]) for array in piece.arrays]
        needed = sum(
            array.itemsize * int(np.prod(shape))
            for array, shape in zip(piece.arrays, shapes, strict=True)
        )
        if needed > self._pool.memory:
            return None
        arrays = (
            np.empty(shape, dtype=array.dtype)
            for array, shape in zip(piece.arrays, shapes, strict=True)
        )
        return Tokens(offsets_of(self.lengths), tuple(arrays))
