"""Maximum normalised log-probability: the sentences with the least confident tags first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.kernels.scores import ascending, mean_by_sentence
from tasks.querying.pool import Pool


def query(pool: Pool, generator: np.random.Generator) -> Iterator[int]:  # noqa: ARG001
    """Yield sentences by ascending mean over tokens of log p(predicted tag).

    References
    ----------
    Shen et al. (2018), Deep Active Learning for Named Entity Recognition; Kim (2020), section 3.
    """
    means = [
        mean_by_sentence(outputs.log_probabilities.max(axis=1), outputs.offsets)
        for outputs in pool.outputs(pool.unlabelled)
    ]
    yield from ascending(pool.unlabelled, np.concatenate(means))
