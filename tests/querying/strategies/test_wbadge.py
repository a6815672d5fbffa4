"""W-BADGE: the contract, its law against enumeration, and BADGE as the power 0."""

from __future__ import annotations

from itertools import islice
from typing import ClassVar

import numpy as np
import pytest
from chi_square import follows
from contract import StrategyContract, inherited, seeds
from hypothesis import given
from made_up_pools import made_up_pool, pools
from oracles import gradient_embeddings_by_loops, law, seeding

from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy

LENGTHS = (3, 1, 2, 8, 5, 1, 4, 2, 6)
LABELLED = (0, 3, 5)


class TestWBadge(StrategyContract):
    name = "wbadge"
    is_random = True


class TestWBadgePerWordOfCost(StrategyContract):
    name = "wbadge"
    options: ClassVar = {"length_power": -1}
    is_random = True


@pytest.mark.parametrize("length_power", [2.0, -1.0])
def test_draws_follow_seeding_weighted_by_a_power_of_the_length(length_power: float) -> None:
    pool = made_up_pool(LENGTHS, LABELLED)
    embeddings = gradient_embeddings_by_loops(pool.model.outputs(pool.unlabelled))
    query = find_strategy("wbadge", {"length_power": length_power})
    generator = np.random.default_rng(9)
    index = {sentence: place for place, sentence in enumerate(pool.unlabelled.tolist())}
    draws = [
        tuple(index[sentence] for sentence in islice(query(pool, generator), 3))
        for _ in range(2000)
    ]
    lengths = np.array([1.0, 2.0, 5.0, 4.0, 2.0, 6.0])
    assert follows(draws, law(seeding(embeddings, lengths**length_power), size=6, places=3))
    assert not follows(draws, law(seeding(embeddings, np.ones(6)), size=6, places=3))
    assert not follows(draws, law(seeding(embeddings, lengths), size=6, places=3))


def test_the_papers_weight_is_the_default() -> None:
    pool = made_up_pool([1, 9, 2, 8, 3, 7, 4, 6] * 4)
    default, paper = (
        list(find_strategy("wbadge", options)(pool, np.random.default_rng(0)))
        for options in ({}, {"length_power": 2.0})
    )
    assert default == paper


@inherited
@given(pools(), seeds)
def test_the_power_0_is_badge(pool: Pool, seed: int) -> None:
    badge, wbadge = find_strategy("badge"), find_strategy("wbadge", {"length_power": 0.0})
    expected = list(badge(pool, np.random.default_rng(seed)))
    assert list(wbadge(pool, np.random.default_rng(seed))) == expected
