"""Per word of cost: what a sentence scores for each word that has to be annotated."""

from __future__ import annotations

import numpy as np

from tasks.querying.pool import FloatArray, Pool
from tasks.querying.strategy import SentenceScores


def scores(inner: SentenceScores, pool: Pool, generator: np.random.Generator) -> FloatArray:
    """The scores divided by the words of the sentences; ``per_word(lc)`` is MNLP.

    References
    ----------
    Settles et al. (2008), Active Learning with Real Annotation Costs.
    """
    return inner(pool, generator) / pool.lengths[pool.unlabelled]
