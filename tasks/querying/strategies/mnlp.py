"""Maximum normalised log-probability: the sentences with the least confident tags first."""

from __future__ import annotations

from tasks.querying.kernels.scores import mean_by_sentence
from tasks.querying.kernels.uncertainty import surprisals
from tasks.querying.pool import FloatArray, TokenOutputs

by_sentence = mean_by_sentence


def token_scores(outputs: TokenOutputs) -> FloatArray:
    """−log p(predicted tag); its mean over a sentence is least for the most confident one.

    References
    ----------
    Shen et al. (2018), Deep Active Learning for Named Entity Recognition; Kim (2020), section 3.
    """
    return surprisals(outputs.log_probabilities)
