"""The pool's outputs, a piece at a time, and where its tokens lie."""

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


def test_passes_come_in_the_same_pieces_and_draw_on(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = made_up_pool([3, 1, 4, 1, 5])
    monkeypatch.setattr(module, "PIECE", 6)
    ids = np.array([4, 0, 2, 1])
    generator, same = np.random.default_rng(7), np.random.default_rng(7)
    pieces = list(pool.passes(ids, 6, generator))
    assert [len(piece.offsets) - 1 for piece in pieces] == [2, 1, 1]
    for piece, expected in zip(pieces, ([4, 0], [2], [1]), strict=True):
        whole = pool.model.passes(np.array(expected), 6, same)
        np.testing.assert_array_equal(piece.tags, whole.tags)
        np.testing.assert_array_equal(piece.mean_probabilities, whole.mean_probabilities)


@given(lengths=st.lists(st.integers(1, 9), min_size=1, max_size=30), data=st.data())
def test_positions_are_those_of_the_sentences_tokens(
    lengths: list[int], data: st.DataObject
) -> None:
    ids = data.draw(st.lists(st.integers(0, len(lengths) - 1), unique=True))
    sentence_of = np.repeat(np.arange(len(lengths)), lengths)
    expected = [place for one in ids for place in np.flatnonzero(sentence_of == one).tolist()]
    found = made_up_pool(lengths).positions(np.array(ids, dtype=np.int64))
    assert found.tolist() == expected
