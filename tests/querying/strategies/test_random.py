"""Random sampling: the contract, and every order equally likely."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from chi_square import follows
from contract import StrategyContract
from made_up_pools import made_up_pool

from tasks.querying.registry import find_strategy


class TestRandom(StrategyContract):
    name = "random"
    is_random = True


def test_every_order_is_equally_likely() -> None:
    pool = made_up_pool([1, 9, 2, 5, 3, 3], labelled=[0, 3])
    generator = np.random.default_rng(6)
    query = find_strategy("random")
    draws = [tuple(query(pool, generator)) for _ in range(3000)]
    equally_likely = dict.fromkeys(permutations([1, 2, 4, 5]), 1 / 24)
    assert follows(draws, equally_likely)
    assert not follows(map(less_of_one_order, draws), equally_likely)


def less_of_one_order(order: tuple[int, ...]) -> tuple[int, ...]:
    """A slightly wrong law: one of the 24 orders never comes, another twice as often."""
    return (1, 2, 4, 5) if order == (5, 4, 2, 1) else order
