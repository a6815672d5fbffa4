"""Margin sampling: the sentences whose two most probable tags are closest first."""

from __future__ import annotations

from tasks.querying.kernels.scores import mean_by_sentence
from tasks.querying.kernels.uncertainty import margins
from tasks.querying.pool import FloatArray, TokenOutputs

by_sentence = mean_by_sentence


def token_scores(outputs: TokenOutputs) -> FloatArray:
    """1 − (p₁ − p₂) of each token's two most probable tags; 0 where there is only one tag.

    References
    ----------
    Scheffer et al. (2001), Active Hidden Markov Models for Information Extraction.
    """
    return 1.0 - margins(outputs.log_probabilities)
