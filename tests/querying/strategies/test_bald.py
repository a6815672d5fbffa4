"""BALD by disagreement: the contract, and the order against counting tuples of tags."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import numpy as np
import pytest
from contract import StrategyContract, inherited, seeds
from hypothesis import given
from made_up_pools import made_up_pool, pools
from oracles import mnlp_uncertainty_by_loops, rows_of

from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy


class TestBALD(StrategyContract):
    name = "bald"
    options: ClassVar = {"passes": 9}
    is_random = True


@inherited
@given(pools(), seeds)
def test_sentences_come_by_disagreement_and_equal_ones_by_mnlp(pool: Pool, seed: int) -> None:
    order = list(find_strategy("bald", {"passes": 5})(pool, np.random.default_rng(seed)))
    ids = np.sort(pool.unlabelled)
    passes = pool.model.passes(ids, 5, np.random.default_rng(seed))
    scores = {}
    for place, sentence in enumerate(ids.tolist()):
        tags = passes.tags[:, passes.offsets[place] : passes.offsets[place + 1]].tolist()
        ((_, agreeing),) = Counter(map(tuple, tags)).most_common(1)
        tie_break = mnlp_uncertainty_by_loops(rows_of(pool, sentence))
        scores[sentence] = (5 - agreeing + tie_break) / 5
    ordered = [scores[sentence] for sentence in order]
    assert ordered == pytest.approx(sorted(scores.values(), reverse=True), abs=1e-6)


def test_a_single_pass_agrees_with_itself_so_mnlp_decides() -> None:
    pool = made_up_pool([3, 1, 4, 1, 5, 9, 2, 6])
    orders = [
        list(find_strategy(name, options)(pool, np.random.default_rng(0)))
        for name, options in (("bald", {"passes": 1}), ("mnlp", {}))
    ]
    assert orders[0] == orders[1]
