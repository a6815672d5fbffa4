"""Fluctuation: the sentences first whose predicted tags changed most from round to round."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import numpy as np

from tasks.querying.kernels.scores import sum_by_sentence
from tasks.querying.kernels.uncertainty import mnlp_uncertainty
from tasks.querying.options import whole_number
from tasks.querying.pool import FloatArray, Pool

NEEDS_EARLIER_ROUNDS = True


def scores(
    pool: Pool,
    generator: np.random.Generator,  # noqa: ARG001
    *,
    rounds: Annotated[int, whole_number(at_least=2)] = 3,
) -> FloatArray:
    """The number of times that a token's predicted tag changed, summed; ties broken by MNLP.

    So MNLP alone decides in the first round. ``per_word(fluctuation)`` is the mean over tokens.

    Parameters
    ----------
    rounds : int
        Predictions that are compared, each with the one before; the present ones count.

    References
    ----------
    Zheng et al. (2018), OpenTag: Open Attribute Value Extraction from Product Profiles ("tag
    flips"). The "fluctuation history" of Kohl et al. (2024) is that of Yao et al. (2020), Looking
    Back on the Past: Active Learning with Historical Evaluation Results: the variance of the
    confidence, over three rounds as here.
    """
    pieces = []
    for piece in pool.pieces(pool.unlabelled):
        outputs = pool.model.outputs(piece)
        tokens = pool.positions(piece)
        history = [*(tags[tokens] for tags in pool.earlier[1 - rounds :]), outputs.tags]
        changes = np.zeros(len(tokens))
        for before, after in pairwise(history):
            changes += before != after
        pieces.append(sum_by_sentence(changes, outputs.offsets) + mnlp_uncertainty(outputs))
    return np.concatenate(pieces)
