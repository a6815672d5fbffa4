"""What a network reads."""

from __future__ import annotations

from typing import NamedTuple

import torch

from tasks.tagging.batching import Batch
from tasks.tagging.networks.recurrence import Recurrence

Projected = tuple[Recurrence, Recurrence]
"""A table of word vectors as the encoder's two directions read it."""


class Inputs(NamedTuple):
    """A batch of sentences as a network reads it.

    Attributes
    ----------
    batch : Batch
        Gives the reversal of each sentence and the mask of its padding.
    words : int64 tensor of shape [time, sentences]
        Rows of `table`.
    table : float tensor of shape [rows, dimension], or what it was projected to
        The embedding table, or as much of it as the batch needs. Projected beforehand (see
        `Encoder.project`) it is read without dropout.
    forms : int64 tensor of shape [time, sentences], optional
        Rows of the table of spellings, for networks with character features.
    tags : int64 tensor of shape [time, sentences], optional
        Gold tags, in training.
    """

    batch: Batch
    words: torch.Tensor
    table: torch.Tensor | Projected
    forms: torch.Tensor | None = None
    tags: torch.Tensor | None = None
