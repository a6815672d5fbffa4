"""Lowest token probability: the sentences with the single least confident tag first."""

from __future__ import annotations

from tasks.querying.kernels.scores import max_by_sentence
from tasks.querying.kernels.uncertainty import surprisals
from tasks.querying.pool import FloatArray, TokenOutputs

by_sentence = max_by_sentence


def token_scores(outputs: TokenOutputs) -> FloatArray:
    """−log p(predicted tag); its largest value in a sentence is that of the least probable tag.

    References
    ----------
    Liu et al. (2022), LTP: A New Active Learning Strategy for CRF-Based Named Entity Recognition.
    """
    return surprisals(outputs.log_probabilities)
