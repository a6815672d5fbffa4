"""BALD by disagreement: the sentences first whose tags change most under dropout."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tasks.querying.kernels.disagreement import mode_counts
from tasks.querying.kernels.uncertainty import mnlp_uncertainty
from tasks.querying.options import whole_number
from tasks.querying.pool import FloatArray, Pool


def scores(
    pool: Pool,
    generator: np.random.Generator,
    *,
    passes: Annotated[int, whole_number(at_least=1)] = 100,
) -> FloatArray:
    """1 − count(most frequent predicted tag sequence) / T over T passes, ties broken by MNLP.

    Parameters
    ----------
    passes : int
        T.

    References
    ----------
    Gal et al. (2017), Deep Bayesian Active Learning with Image Data; for sequences: Kim (2020),
    equation 2, whose argmin is a misprint: the largest disagreement is meant.
    """
    pieces = []
    for piece in pool.pieces(pool.unlabelled):
        dropout = pool.model.passes(piece, passes, generator)
        dissenting = passes - mode_counts(dropout.tags, dropout.offsets, generator)
        pieces.append((dissenting + mnlp_uncertainty(pool.model.outputs(piece))) / passes)
    return np.concatenate(pieces)
