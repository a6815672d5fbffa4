"""RP3β: a random walk from the query's skills over vacancies to other skills."""

from __future__ import annotations

import numpy as np

from tasks.advisor.linear import Linear, linear
from tasks.advisor.matrix import (
    Floats,
    Rows,
    Training,
    co_occurrences,
    frequencies,
    lengths,
    scaled,
)


def fit(
    training: Training, *, alpha: float = 0.7, beta: float = 0.3, expansion: float = 0.3
) -> Linear:
    """Walk over the key-skill lists."""
    return linear(transitions(training.keys, alpha, beta), training, expansion)


def transitions(keys: Rows, alpha: float, beta: float) -> Floats:
    """The weights of RP3β: Paudel et al. (2017), section 3.2.

    Parameters
    ----------
    alpha : float
        The power of the probability of each step.
    beta : float
        The power of a skill's frequency that its weight is divided by.

    Returns
    -------
    float32 array, (skills, skills)
    """
    counts = np.maximum(frequencies(keys), 1.0)
    steps = scaled(keys, np.maximum(lengths(keys), 1) ** (-alpha / 2))
    weights = co_occurrences(steps) / counts[:, None] ** alpha / counts**beta
    return weights.astype(np.float32)
