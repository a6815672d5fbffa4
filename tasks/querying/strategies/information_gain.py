"""Information gain: the sentences first that tell most about the last layer for each word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from tasks.querying.kernels.information import greedy_information
from tasks.querying.options import number
from tasks.querying.pool import Pool


def query(
    pool: Pool,
    generator: np.random.Generator,  # noqa: ARG001
    *,
    prior: Annotated[float, number(above=0)] = 1.0,
) -> Iterator[int]:
    """Yield the sentence with the most information per word that those before it leave.

    A sentence is worth what its tags would tell about the last layer's weights (see
    `tasks.querying.kernels.information`): uncertain words count, and a word whose state is like
    one chosen before hardly does; what was labelled in earlier rounds does not count against it.
    Divided by the words and taken greedily, it is diverse, uncertain and thrifty at once. This is
    skillpath's own.

    Parameters
    ----------
    prior : float
        Precision of the weights' prior: the larger, the less do similar words count for the same.

    References
    ----------
    The ingredients: MacKay (1992), Information-Based Objective Functions for Active Data
    Selection; Ash et al. (2021), Gone Fishing: Neural Active Learning with Fisher Embeddings;
    greedy by gain for cost: Krause & Guestrin (2005), A Note on the Budgeted Maximization of
    Submodular Functions.
    """
    costs = pool.lengths[pool.unlabelled].astype(np.float64)
    for index in greedy_information(pool, costs, prior):
        yield int(pool.unlabelled[index])
