"""How a network is trained, as plain values that are quick to import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TrainingParameters:
    """How one network is trained.

    Attributes
    ----------
    epochs, batch_size, learning_rate, clip_norm
        Adam with gradients clipped at the norm.
    precision
        ``bfloat16`` runs the network in mixed precision; weights, loss and scores stay float32.
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
    precision: Literal["float32", "bfloat16"] = "float32"
    model_selection: Literal["last", "best_valid"] = "last"
    patience: int = 0
