"""Core-set: the contract, and the order against exhaustive furthest-first."""

from __future__ import annotations

import numpy as np
from contract import StrategyContract
from made_up_pools import made_up_pool, shuffled
from oracles import exhaustive_furthest_first

from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy


class TestCoreset(StrategyContract):
    name = "coreset"


def order(pool: Pool) -> list[int]:
    return list(find_strategy("coreset")(pool, np.random.default_rng(0)))


def test_the_order_is_exhaustive_furthest_first_from_all_labelled_sentences() -> None:
    for seed in range(5):
        pool = shuffled(made_up_pool([3, 1, 2, 6] * 8, range(0, 32, 5), seed), seed)
        points = pool.model.outputs(pool.unlabelled).encoder_means
        centres = pool.model.outputs(pool.labelled).encoder_means
        expected = pool.unlabelled[exhaustive_furthest_first(points, centres)]
        assert order(pool) == expected.tolist()


def test_copies_of_labelled_or_chosen_sentences_come_last() -> None:
    pool = made_up_pool([2] * 10, labelled=[0, 11], copies=[*range(10), *range(10), *range(10)])
    fresh = [sentence % 10 for sentence in order(pool)[:8]]
    assert sorted(fresh) == [2, 3, 4, 5, 6, 7, 8, 9]
