"""Tag count: the sentences with the most tokens that are predicted to lie in entities first."""

from __future__ import annotations

import numpy as np

from tasks.querying.kernels.scores import sum_by_sentence
from tasks.querying.kernels.uncertainty import mnlp_uncertainty
from tasks.querying.pool import FloatArray, Pool


def scores(pool: Pool, generator: np.random.Generator) -> FloatArray:  # noqa: ARG001
    """The number of tokens whose predicted tag is not O, ties broken by MNLP.

    References
    ----------
    Esuli et al. (2010), Sentence-Based Active Learning Strategies for Information Extraction; a
    winner of the comparison by Kohl et al. (2024), Comparative Performance Analysis of Active
    Learning Strategies for the Entity Recognition Task, whose ties are broken at random.
    """
    pieces = []
    for outputs in pool.outputs(pool.unlabelled):
        inside = outputs.tags != pool.outside
        pieces.append(sum_by_sentence(inside, outputs.offsets) + mnlp_uncertainty(outputs))
    return np.concatenate(pieces)
