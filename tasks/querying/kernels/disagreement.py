"""How much predictions of the same sentences disagree, each sentence's tags taken as a whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.querying.pool import IntArray


def mode_counts(
    tags: npt.NDArray[np.integer[Any]], offsets: IntArray, generator: np.random.Generator
) -> IntArray:
    """How many passes agree on each sentence's most frequent sequence of tags; [sentences].

    A sequence is known by its hash, Σ_t r_t tag_t modulo 2⁶⁴ with a random number r_t for each
    place t; two sequences share one with a probability below tags / 2⁶⁴.

    Parameters
    ----------
    tags : integer array of shape [passes, tokens]
    offsets : int64 array of shape [sentences + 1]
    """
    lengths = np.diff(offsets)
    places = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    multipliers = generator.integers(2**64, size=lengths.max(initial=0), dtype=np.uint64)
    hashes = np.add.reduceat(tags.astype(np.uint64) * multipliers[places], offsets[:-1], axis=1)
    hashes.sort(axis=0)
    return _longest_runs(hashes)


def _longest_runs(columns: npt.NDArray[np.uint64]) -> IntArray:
    """The length of the longest run of equal values in each column."""
    rows = np.arange(len(columns))[:, None]
    begins = np.ones(columns.shape, dtype=bool)
    begins[1:] = columns[1:] != columns[:-1]
    latest_beginnings = np.maximum.accumulate(np.where(begins, rows, 0), axis=0)
    longest: IntArray = (rows - latest_beginnings).max(axis=0) + 1
    return longest
