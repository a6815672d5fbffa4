"""BALD by mutual information: the sentences first on whose tokens passes with dropout differ."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tasks.querying.kernels.scores import mean_by_sentence
from tasks.querying.kernels.uncertainty import entropies
from tasks.querying.options import whole_number
from tasks.querying.pool import FloatArray, Pool


def scores(
    pool: Pool,
    generator: np.random.Generator,
    *,
    passes: Annotated[int, whole_number(at_least=1)] = 100,
) -> FloatArray:
    """Mean over tokens of H(mean p) − mean H(p), what a tag would tell about the weights.

    Parameters
    ----------
    passes : int
        Passes with dropout.

    References
    ----------
    Houlsby et al. (2011), Bayesian Active Learning for Classification and Preference Learning,
    equation 2; with dropout: Gal et al. (2017), Deep Bayesian Active Learning with Image Data.
    """
    pieces = []
    for dropout in pool.passes(pool.unlabelled, passes, generator):
        information = entropies(dropout.mean_probabilities) - dropout.mean_entropies
        # Never negative but for rounding.
        pieces.append(mean_by_sentence(np.maximum(information, 0.0), dropout.offsets))
    return np.concatenate(pieces)
