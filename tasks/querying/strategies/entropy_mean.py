"""Mean token entropy: the sentences with the most uncertainty per token first."""

from __future__ import annotations

import numpy as np

from tasks.querying.kernels.scores import mean_by_sentence
from tasks.querying.kernels.uncertainty import entropies
from tasks.querying.pool import FloatArray, TokenOutputs

by_sentence = mean_by_sentence


def token_scores(outputs: TokenOutputs) -> FloatArray:
    """The entropy of each token's tag distribution, in nats.

    References
    ----------
    Settles & Craven (2008), An Analysis of Active Learning Strategies for Sequence Labeling Tasks:
    token entropy.
    """
    return entropies(np.exp(outputs.log_probabilities))
