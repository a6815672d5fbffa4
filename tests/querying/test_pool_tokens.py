"""Arrays of a pool's tokens: the same whether they were kept or made anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_pools import made_up_pool, pools

from tasks.querying.kernels.tokens import PoolTokens
from tasks.querying.pool import FloatArray, IntArray, Pool, TokenOutputs


def two_arrays(outputs: TokenOutputs) -> tuple[FloatArray, FloatArray]:
    return outputs.log_probabilities, outputs.states.astype(np.float64)


@pytest.mark.parametrize("memory", [2**31, 0], ids=["kept", "made anew"])
@given(pool=pools(), data=st.data())
def test_sentences_are_found_in_the_order_asked_for(
    memory: int, pool: Pool, data: st.DataObject
) -> None:
    tokens = PoolTokens(replace(pool, memory=memory), two_arrays)
    pieces = list(tokens.pieces())
    found = np.concatenate([indices for indices, _ in pieces])
    assert found.tolist() == list(range(len(pool.unlabelled)))
    indices = data.draw(st.lists(st.sampled_from(found.tolist()), min_size=1, max_size=9))
    offsets, arrays = tokens.at(np.array(indices))
    expected = pool.model.outputs(pool.unlabelled[indices])
    assert offsets.tolist() == expected.offsets.tolist()
    for one, other in zip(arrays, two_arrays(expected), strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


def test_a_memory_that_is_a_byte_too_small_keeps_no_sentence() -> None:
    pool = made_up_pool([3] * 40, labelled=[1])
    needed = sum(array.nbytes for array in two_arrays(pool.model.outputs(pool.unlabelled)))
    asked: list[int] = []

    class Watched:
        def outputs(self, ids: IntArray) -> TokenOutputs:
            asked.append(len(ids))
            return pool.model.outputs(ids)

    for memory, questions in ((needed, [39]), (needed - 1, [39, 2])):
        asked.clear()
        watched = replace(pool, model=Watched(), memory=memory)  # type: ignore[arg-type]
        tokens = PoolTokens(watched, two_arrays)
        list(tokens.pieces())
        tokens.at(np.array([5, 7, 5]))
        assert asked == questions
