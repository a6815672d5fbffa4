"""Co-occurrence: what lists with a skill of the query have besides it."""

from __future__ import annotations

import numpy as np

from tasks.advisor.linear import Linear, linear
from tasks.advisor.matrix import Training, co_occurrences, frequencies


def fit(training: Training, *, expansion: float = 0.3) -> Linear:
    """Weights: the share of the lists with the row's skill that have the column's too."""
    counts = np.maximum(frequencies(training.keys), 1.0)
    shares = co_occurrences(training.keys) / counts[:, None]
    return linear(shares.astype(np.float32), training, expansion)
