"""Least confidence: the sentences whose predicted tags are least probable as a whole first."""

from __future__ import annotations

from tasks.querying.kernels.scores import sum_by_sentence
from tasks.querying.kernels.uncertainty import surprisals
from tasks.querying.pool import FloatArray, TokenOutputs

by_sentence = sum_by_sentence


def token_scores(outputs: TokenOutputs) -> FloatArray:
    """−log p(predicted tag); its sum over a sentence is −log p(predicted tags).

    References
    ----------
    Culotta & McCallum (2005), Reducing Labeling Effort for Structured Prediction Tasks; for tags
    predicted independently: Shen et al. (2018), Deep Active Learning for Named Entity Recognition.
    """
    return surprisals(outputs.log_probabilities)
