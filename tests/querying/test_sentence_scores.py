"""Sum, mean and largest of token values over each sentence, and the order by score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.querying.kernels.scores import (
    ascending,
    max_by_sentence,
    mean_by_sentence,
    sum_by_sentence,
)

sentences = st.lists(
    st.lists(st.floats(-50, 0, width=32), min_size=1, max_size=9), min_size=1, max_size=20
)


@given(sentences)
def test_each_score_is_made_of_the_tokens_of_its_own_sentence(values: list[list[float]]) -> None:
    flat = np.array([value for sentence in values for value in sentence], dtype=np.float32)
    offsets = np.cumsum([0, *map(len, values)])
    means = [sum(sentence) / len(sentence) for sentence in values]
    assert mean_by_sentence(flat, offsets).tolist() == pytest.approx(means, abs=1e-12)
    assert sum_by_sentence(flat, offsets).tolist() == pytest.approx(list(map(sum, values)))
    assert max_by_sentence(flat, offsets).tolist() == list(map(max, values))


def test_no_sentences_no_means() -> None:
    assert len(mean_by_sentence(np.empty(0), np.array([0]))) == 0


def test_means_are_taken_in_double_precision() -> None:
    values = np.array([-16_777_216.0, -1.0, -1.0, -1.0], dtype=np.float32)
    assert mean_by_sentence(values, np.array([0, 4])).item() == -16_777_219 / 4


@given(st.lists(st.integers(-3, 3), max_size=30))
def test_ids_come_by_ascending_score_and_equal_ones_in_their_order(scores: list[int]) -> None:
    ids = 100 - np.arange(len(scores))
    expected = [100 - index for index in sorted(range(len(scores)), key=scores.__getitem__)]
    assert list(ascending(ids, np.array(scores, dtype=float))) == expected
