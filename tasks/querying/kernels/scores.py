"""Scores of sentences from scores of their tokens, and orders by score."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.pool import FloatArray, IntArray


def mean_by_sentence(values: FloatArray, offsets: IntArray) -> FloatArray:
    """Mean of token `values` [tokens] over each sentence; shape [sentences]."""
    sums = np.add.reduceat(values.astype(np.float64), offsets[:-1])
    return sums / np.diff(offsets)


def ascending(ids: IntArray, scores: FloatArray) -> Iterator[int]:
    """Yield `ids` from the lowest score to the highest; equal scores keep their order."""
    yield from ids[np.argsort(scores, kind="stable")].tolist()
