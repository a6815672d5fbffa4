"""How uncertain a model is of each token's tag, and of a sentence's tags on the whole."""

from __future__ import annotations

import numpy as np

from tasks.querying.kernels.scores import mean_by_sentence
from tasks.querying.pool import FloatArray, TokenOutputs


def surprisals(log_probabilities: FloatArray) -> FloatArray:
    """−log p of each token's predicted tag, in nats, from [tokens, tags]; shape [tokens]."""
    return -log_probabilities.max(axis=1)


def entropies(probabilities: FloatArray) -> FloatArray:
    """−Σ p log p of each row of [tokens, tags], in nats; shape [tokens]."""
    logarithms = np.zeros_like(probabilities)
    np.log(probabilities, out=logarithms, where=probabilities > 0.0)
    # Where p is rounded to a little more than 1, the sum is a little more than 0.
    return np.maximum(-np.vecdot(probabilities, logarithms), 0.0)


def margins(log_probabilities: FloatArray) -> FloatArray:
    """The most probable tag's lead over the second, p₁ − p₂, 1 where there is one tag; [tokens]."""
    if log_probabilities.shape[1] == 1:
        return np.ones(len(log_probabilities))
    best = np.exp(np.partition(log_probabilities, -2, axis=1)[:, -2:])
    return best[:, 1] - best[:, 0]


def mnlp_uncertainty(outputs: TokenOutputs) -> FloatArray:
    """1 − exp(mean log p of the predicted tags) of each sentence, 0 … 1; shape [sentences].

    It orders sentences as MNLP does; added to a whole number, it decides between equal ones.
    """
    means = mean_by_sentence(surprisals(outputs.log_probabilities), outputs.offsets)
    return -np.expm1(-means)
