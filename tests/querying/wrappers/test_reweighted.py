"""Token re-weighting: the contract, and the order against the paper's formula, token by token."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from contract import StrategyContract
from hypothesis import given
from made_up_pools import made_up_pool, pools
from oracles import Rows, assert_goes_by, predicted

from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy


class TestReweighted(StrategyContract):
    name = "reweighted(lc)"


class TestReweightedPerWord(StrategyContract):
    name = "per_word(reweighted(entropy_sum))"
    options: ClassVar = {"reweighted": {"smoothing": 0.5}}


@pytest.mark.parametrize("beta", [0.01, 0.1, 2.0])
@given(pool=pools())
def test_rare_tags_count_more(beta: float, pool: Pool) -> None:
    counts = [7, 0, 40, 2]
    pool = replace(pool, labelled_tags=np.array(counts))

    def score(rows: Rows) -> float:
        weights = [1 / (counts[predicted(row)] + beta * 49) for row in rows]
        return sum(-max(row) * weight for row, weight in zip(rows, weights, strict=True))

    assert_goes_by("reweighted(lc)", pool, score, {"reweighted": {"smoothing": beta}})


@pytest.mark.parametrize("counts", [[], [0, 0, 0, 0], [5, 5, 5, 5]])
def test_without_labels_or_with_equally_many_nothing_changes(counts: list[int]) -> None:
    pool = made_up_pool([3, 1, 4, 1, 5, 9, 2, 6])
    pool = replace(pool, labelled_tags=np.array(counts, dtype=np.int64))
    orders = [
        list(find_strategy(name)(pool, np.random.default_rng(0)))
        for name in ("reweighted(lc)", "lc")
    ]
    assert orders[0] == orders[1]


def test_how_tokens_make_a_sentence_is_up_to_the_wrapped_strategy() -> None:
    pool = made_up_pool([3, 1, 4, 1, 5, 9, 2, 6] * 4, labelled=[1, 5])
    orders = {
        name: list(find_strategy(name)(pool, np.random.default_rng(0)))
        for name in ("reweighted(mnlp)", "per_word(reweighted(lc))", "reweighted(ltp)")
    }
    assert orders["reweighted(mnlp)"] == orders["per_word(reweighted(lc))"]
    assert orders["reweighted(mnlp)"] != orders["reweighted(ltp)"]
