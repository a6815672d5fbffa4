"""BADGE: the contract, and the law of its draws against enumeration."""

from __future__ import annotations

from itertools import islice

import numpy as np
from chi_square import follows
from contract import StrategyContract
from made_up_pools import made_up_pool
from oracles import gradient_embeddings_by_loops, law, seeding

from tasks.querying.registry import find_strategy

LENGTHS = (3, 1, 2, 8, 5, 1, 4, 2, 6)
LABELLED = (0, 3, 5)


class TestBadge(StrategyContract):
    name = "badge"
    is_random = True


def test_draws_follow_seeding_over_gradient_embeddings() -> None:
    pool = made_up_pool(LENGTHS, LABELLED)
    embeddings = gradient_embeddings_by_loops(pool.model.outputs(pool.unlabelled))
    query, generator = find_strategy("badge"), np.random.default_rng(9)
    index = {sentence: place for place, sentence in enumerate(pool.unlabelled.tolist())}
    draws = [
        tuple(index[sentence] for sentence in islice(query(pool, generator), 3))
        for _ in range(2000)
    ]
    assert follows(draws, law(seeding(embeddings, np.ones(6)), size=6, places=3))
    weights = pool.lengths[pool.unlabelled] ** 2.0
    assert not follows(draws, law(seeding(embeddings, weights), size=6, places=3))


def test_copies_of_a_chosen_sentence_are_not_drawn_while_others_remain() -> None:
    copies = [*range(9), *range(9), *range(9), *range(9)]
    pool = made_up_pool(LENGTHS, copies=copies)
    for seed in range(20):
        order = list(find_strategy("badge")(pool, np.random.default_rng(seed)))
        assert len({copies[sentence] for sentence in order[:9]}) == 9
