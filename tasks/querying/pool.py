"""What a query strategy may see: the pool's ids and lengths, and the model's outputs as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.floating]

PIECE = 2**16


class TokenOutputs(Protocol):
    """The model's outputs for the tokens of n sentences, laid end to end.

    Attributes
    ----------
    offsets : int64 array of shape [n + 1]
        Sentence i occupies rows ``offsets[i]:offsets[i + 1]``.
    log_probabilities : float array of shape [tokens, tags]
    states : float array of shape [tokens, state size]
        What the last linear layer reads.
    encoder_means : float array of shape [n, encoder size]
        Mean over tokens of the encoder's output.
    """

    @property
    def offsets(self) -> IntArray: ...
    @property
    def log_probabilities(self) -> FloatArray: ...
    @property
    def states(self) -> FloatArray: ...
    @property
    def encoder_means(self) -> FloatArray: ...


class Model(Protocol):
    """A trained model, as far as a strategy needs one."""

    def outputs(self, ids: IntArray) -> TokenOutputs:
        """The outputs for the sentences `ids`, in that order, without dropout."""
        ...


@dataclass(frozen=True)
class Pool:
    """A training split in the middle of being annotated.

    Attributes
    ----------
    unlabelled, labelled : int64 arrays
        Ids of the sentences to choose from and of those annotated already, without overlap.
    lengths : int64 array of shape [sentences]
        Words in every sentence of the split, indexed by id.
    model : Model
        Trained on the labelled sentences.
    memory : int
        Bytes of the model's outputs that a strategy may keep.
    """

    unlabelled: IntArray
    labelled: IntArray
    lengths: IntArray
    model: Model
    memory: int = 2**31

    def outputs(self, ids: IntArray) -> Iterator[TokenOutputs]:
        """The model's outputs for the sentences `ids`, in that order, a piece at a time.

        A piece has about `PIECE` tokens, so that what a strategy does not keep is soon forgotten.
        """
        lengths = self.lengths[ids]
        piece_of = (np.cumsum(lengths) - lengths) // PIECE
        for piece in np.split(ids, np.flatnonzero(np.diff(piece_of)) + 1):
            if len(piece):
                yield self.model.outputs(piece)

    def encoder_means(self, ids: IntArray) -> FloatArray:
        """The mean encoder state of each of the sentences `ids`; [sentences, encoder size]."""
        means: FloatArray = np.empty((0, 0), dtype=np.float32)
        done = 0
        for outputs in self.outputs(ids):
            piece = outputs.encoder_means
            if not done:
                means = np.empty((len(ids), piece.shape[1]), dtype=piece.dtype)
            means[done : done + len(piece)] = piece
            done += len(piece)
        return means
