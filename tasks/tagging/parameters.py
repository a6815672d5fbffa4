"""What a network is and how it is trained, as plain values that are quick to import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Architecture = Literal["tagger", "encoder_decoder"]
Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True)
class NetworkParameters:
    """The sizes and the options of a network.

    Attributes
    ----------
    hidden_size
        Hidden units of each direction of the encoder.
    dropout
        Probability on everything that a layer reads.
    characters
        Whether the encoder reads features of a word's spelling, too.
    crf
        A CRF over the tags (``tagger`` only).
    decoder_size, tag_dimension
        Hidden units of the decoder, and the embedding of the tag before
        (``encoder_decoder`` only).
    """

    hidden_size: int
    dropout: float
    characters: bool = False
    crf: bool = False
    decoder_size: int = 100
    tag_dimension: int = 100


@dataclass(frozen=True)
class TrainingParameters:
    """How one network is trained.

    Attributes
    ----------
    epochs, batch_size, learning_rate, clip_norm
        Adam with gradients clipped at the norm.
    precision
        ``bfloat16`` trains the network in mixed precision, and runs BALD's passes so; weights,
        loss and all other predictions stay float32.
    model_selection
        ``last`` keeps the last epoch's weights; ``best_valid`` those of the epoch with the
        highest validation F1 (the earliest of equals).
    patience
        With ``best_valid``: stop after so many epochs without a better one; 0 never stops early.
    """

    epochs: int
    batch_size: int
    learning_rate: float = 1e-3
    clip_norm: float = 5.0
    precision: Precision = "float32"
    model_selection: Literal["last", "best_valid"] = "last"
    patience: int = 0
