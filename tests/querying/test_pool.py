"""The pool's outputs, a piece at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_pools import made_up_pool

from tasks.querying import pool as module


@pytest.mark.parametrize("piece", [1, 3, 10, 1000])
@given(lengths=st.lists(st.integers(1, 9), min_size=1, max_size=30), data=st.data())
def test_the_pieces_are_the_whole_and_none_is_much_larger_than_asked(
    piece: int, lengths: list[int], data: st.DataObject
) -> None:
    pool = made_up_pool(lengths)
    ids = np.array(data.draw(st.permutations(range(len(lengths)))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE", piece)
        pieces = list(pool.outputs(ids))
        means = pool.encoder_means(ids)
    whole = pool.model.outputs(ids)
    np.testing.assert_array_equal(means, whole.encoder_means)
    for name in ("states", "log_probabilities", "encoder_means"):
        joined = np.concatenate([getattr(one, name) for one in pieces])
        np.testing.assert_array_equal(joined, getattr(whole, name))
    assert all(len(one.states) < piece + max(lengths) for one in pieces)
    assert len(pieces) <= 1 + sum(lengths) // max(1, piece)


def test_no_sentences_no_pieces() -> None:
    assert list(made_up_pool([3, 4]).outputs(np.empty(0, dtype=np.int64))) == []
