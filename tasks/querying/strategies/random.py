"""Random sampling: the baseline that every other strategy must beat."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.pool import Pool


def query(pool: Pool, generator: np.random.Generator) -> Iterator[int]:
    """Yield the unlabelled sentences in uniformly random order."""
    yield from generator.permutation(pool.unlabelled).tolist()
