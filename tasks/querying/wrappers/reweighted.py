"""Token re-weighting: tokens count the more, the rarer their predicted tag is among the labels."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tasks.querying.options import number
from tasks.querying.pool import FloatArray, Pool, TokenOutputs
from tasks.querying.strategy import ScoresOfTokens


def token_scores(
    inner: ScoresOfTokens,
    pool: Pool,
    outputs: TokenOutputs,
    *,
    smoothing: Annotated[float, number(above=0)] = 0.1,
) -> FloatArray:
    """The scores times 1 / (mₖ / m + β), k being the token's predicted tag.

    mₖ of the m labelled tokens bear tag k. The paper's weight is 1 / (mₖ + β m): m times less,
    which changes no order. Without labelled tokens all weights are the same.

    Parameters
    ----------
    smoothing : float
        β: the smaller, the more do rare tags count; the default is ours.

    References
    ----------
    Luo et al. (2023), Re-weighting Tokens: A Simple and Effective Active Learning Strategy for
    Named Entity Recognition.
    """
    counts = np.zeros(outputs.log_probabilities.shape[1])
    counts[: len(pool.labelled_tags)] = pool.labelled_tags
    weights = 1.0 / (counts / max(counts.sum(), 1.0) + smoothing)
    return inner(pool, outputs) * weights[outputs.tags]
