"""How many passes agree: against counting tuples of tags."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.querying.kernels.disagreement import mode_counts


@pytest.mark.parametrize("dtype", [np.int64, np.int16, np.uint8])
@given(
    lengths=st.lists(st.integers(1, 5), min_size=1, max_size=8),
    passes=st.integers(1, 12),
    tags=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_most_frequent_sequence_is_counted(
    dtype: type, lengths: list[int], passes: int, tags: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    offsets = np.cumsum([0, *lengths])
    drawn = generator.integers(tags, size=(passes, offsets[-1])).astype(dtype)
    expected = []
    for start, stop in pairwise(offsets.tolist()):
        sequences = Counter(map(tuple, drawn[:, start:stop].tolist()))
        expected.append(max(sequences.values()))
    assert mode_counts(drawn, offsets, generator).tolist() == expected


def test_the_order_of_tags_and_the_sentence_they_stand_in_count() -> None:
    tags = np.array([[0, 1, 2], [1, 0, 2], [0, 2, 1], [2, 0, 1]])
    generator = np.random.default_rng(0)
    assert mode_counts(tags, np.array([0, 3]), generator).tolist() == [1]
    assert mode_counts(tags, np.array([0, 1, 3]), generator).tolist() == [2, 1]
