"""W-BADGE: BADGE whose sampling law weighs each sentence by a power of its length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from tasks.querying.kernels.gradients import GradientPoints
from tasks.querying.kernels.seeding import weighted_seeding
from tasks.querying.options import number
from tasks.querying.pool import Pool


def query(
    pool: Pool,
    generator: np.random.Generator,
    *,
    length_power: Annotated[float, number()] = 2.0,
) -> Iterator[int]:
    """Yield sentences drawn with probability ∝ w(x)·D²(x), w(x) = lengthᵖ / Σ lengthᵖ.

    Parameters
    ----------
    length_power : float
        p: 2 is the paper's weight, 0 is BADGE, −1 weighs by the inverse of the cost in words.

    References
    ----------
    Kim (2020), Deep Active Learning for Sequence Labeling Based on Diversity and Uncertainty in
    Gradient, equation 5.
    """
    weights = pool.lengths[pool.unlabelled].astype(np.float64) ** length_power
    for index in weighted_seeding(GradientPoints(pool), weights / weights.sum(), generator):
        yield int(pool.unlabelled[index])
