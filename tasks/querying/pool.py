"""What a query strategy may see: the pool's ids and lengths, and the model's outputs as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

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
    tags : integer array of shape [tokens]
        Index of the predicted tag.
    log_probabilities : float array of shape [tokens, tags]
        Of a token's tags, whatever the others' are.
    states : float array of shape [tokens, state size]
        What the last linear layer reads.
    encoder_means : float array of shape [n, encoder size]
        Mean over tokens of the encoder's output.
    """

    @property
    def offsets(self) -> IntArray: ...
    @property
    def tags(self) -> npt.NDArray[np.integer[Any]]: ...
    @property
    def log_probabilities(self) -> FloatArray: ...
    @property
    def states(self) -> FloatArray: ...
    @property
    def encoder_means(self) -> FloatArray: ...


class DropoutOutputs(Protocol):
    """What the model says about the tokens of n sentences, pass after pass with dropout.

    Attributes
    ----------
    offsets : int64 array of shape [n + 1]
        Sentence i occupies tokens ``offsets[i]:offsets[i + 1]``.
    tags : integer array of shape [passes, tokens]
        Index of the predicted tag.
    mean_probabilities : float array of shape [tokens, tags]
        Mean over passes.
    mean_entropies : float array of shape [tokens]
        Mean over passes of the entropy of the tag distribution, in nats.
    """

    @property
    def offsets(self) -> IntArray: ...
    @property
    def tags(self) -> npt.NDArray[np.integer[Any]]: ...
    @property
    def mean_probabilities(self) -> FloatArray: ...
    @property
    def mean_entropies(self) -> FloatArray: ...


class Model(Protocol):
    """A trained model, as far as a strategy needs one."""

    def outputs(self, ids: IntArray) -> TokenOutputs:
        """The outputs for the sentences `ids`, in that order, without dropout."""
        ...

    def passes(self, ids: IntArray, count: int, generator: np.random.Generator) -> DropoutOutputs:
        """`count` predictions of the sentences `ids`, each with dropout masks drawn anew."""
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
    batch : int
        About how many sentences will be annotated next: the budget by the mean cost.
    outside : int
        Index of the tag O in the tag inventory; −1 where there is none.
    labelled_tags : int64 array of shape [tags]
        How many labelled tokens bear each tag of the inventory; empty where nobody counted.
    earlier : tuple of int64 arrays of shape [tokens]
        The tags predicted for all tokens of the split, laid end to end by sentence id, one array
        an earlier round, the latest last.
    """

    unlabelled: IntArray
    labelled: IntArray
    lengths: IntArray
    model: Model
    memory: int = 2**31
    batch: int = 1
    outside: int = -1
    labelled_tags: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    earlier: tuple[IntArray, ...] = ()

    def pieces(self, ids: IntArray) -> Iterator[IntArray]:
        """The sentences `ids`, in that order, a piece at a time.

        A piece has about `PIECE` tokens, so that what a strategy does not keep is soon forgotten.
        """
        lengths = self.lengths[ids]
        piece_of = (np.cumsum(lengths) - lengths) // PIECE
        for piece in np.split(ids, np.flatnonzero(np.diff(piece_of)) + 1):
            if len(piece):
                yield piece

    def outputs(self, ids: IntArray) -> Iterator[TokenOutputs]:
        """The model's outputs for the `pieces` of the sentences `ids`."""
        for piece in self.pieces(ids):
            yield self.model.outputs(piece)

    def passes(
        self, ids: IntArray, count: int, generator: np.random.Generator
    ) -> Iterator[DropoutOutputs]:
        """The model's `count` passes with dropout over the `pieces` of the sentences `ids`."""
        for piece in self.pieces(ids):
            yield self.model.passes(piece, count, generator)

    def positions(self, ids: IntArray) -> IntArray:
        """Where the tokens of the sentences `ids` lie among those of the split, as in `earlier`."""
        starts = np.cumsum(self.lengths) - self.lengths
        return ranges(starts[ids], self.lengths[ids])

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


def ranges(starts: IntArray, lengths: IntArray) -> IntArray:
    """The numbers from each start on, as many as its length, laid end to end."""
    stops = np.cumsum(lengths)
    return np.arange(lengths.sum()) + np.repeat(starts - (stops - lengths), lengths)
