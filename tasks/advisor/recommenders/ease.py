"""EASE: the linear model that reads each skill off the others, in closed form."""

from __future__ import annotations

import numpy as np

from tasks.advisor.linear import Linear, linear
from tasks.advisor.matrix import Floats, Training


def fit(
    training: Training,
    *,
    ridge: float = 20.0,
    dropout: float = 0.0,
    mentions: float = 0.0,
    expansion: float = 0.3,
) -> Linear:
    """Fit it to the key-skill lists; see `regression`."""
    return linear(regression(training, ridge, dropout, mentions), training, expansion)


def regression(training: Training, ridge: float, dropout: float, mentions: float) -> Floats:
    """The weights of EASE (Steck 2019, equation 8), or of EDLAE where `dropout` is over 0.

    Parameters
    ----------
    ridge : float
        λ.
    dropout : float
        p / (1 − p) of Steck (2020), section 2.2: λ grows by so much of a skill's frequency, which
        is what dropping skills out of the queries with probability p does on average.
    mentions : float
        The weight of the skills that texts mention, where the key-skill lists have 1.

    Returns
    -------
    float32 array, (skills, skills)
    """
    gram = (training.keys.T @ training.keys).toarray().astype(np.float64)
    if mentions:
        gram += mentions * (training.mentions.T @ training.mentions).toarray()
    gram[np.diag_indices_from(gram)] += ridge + dropout * np.diag(gram)
    precision = np.linalg.inv(gram)
    weights = -precision / np.diag(precision)
    np.fill_diagonal(weights, 0.0)
    return weights.astype(np.float32)
