"""Scores of sentences from scores of their tokens, and orders by score."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.pool import FloatArray, IntArray


def sum_by_sentence(values: FloatArray, offsets: IntArray) -> FloatArray:
    """Sum of token `values` [tokens] over each sentence; shape [sentences]."""
    return np.add.reduceat(values.astype(np.float64), offsets[:-1])


def mean_by_sentence(values: FloatArray, offsets: IntArray) -> FloatArray:
    """Mean of token `values` [tokens] over each sentence; shape [sentences]."""
    return sum_by_sentence(values, offsets) / np.diff(offsets)


def max_by_sentence(values: FloatArray, offsets: IntArray) -> FloatArray:
    """Largest of the token `values` [tokens] of each sentence; shape [sentences]."""
    return np.maximum.reduceat(values.astype(np.float64), offsets[:-1])


def ascending(ids: IntArray, scores: FloatArray) -> Iterator[int]:
    """Yield `ids` from the lowest score to the highest; equal scores keep their order."""
    yield from ids[np.argsort(scores, kind="stable")].tolist()
