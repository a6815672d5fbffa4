"""Fluctuation: the contract, and the order against a loop over rounds and tokens."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest
from contract import StrategyContract
from hypothesis import given
from made_up_pools import made_up_pool, pools
from oracles import assert_goes_by, mnlp_uncertainty_by_loops, predicted, rows_of

from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy


class TestFluctuation(StrategyContract):
    name = "fluctuation"


class TestFluctuationOfTwoRounds(StrategyContract):
    name = "fluctuation"
    options: ClassVar = {"rounds": 2}


def changes(pool: Pool, sentence: int, rounds: int) -> int:
    """How often the tags of a sentence's tokens changed in the last rounds."""
    begin = int(pool.lengths[:sentence].sum())
    count = 0
    for token, row in enumerate(rows_of(pool, sentence), begin):
        history = [*(int(tags[token]) for tags in pool.earlier), predicted(row)]
        count += sum(before != after for before, after in pairwise(history[-rounds:]))
    return count


@pytest.mark.parametrize("rounds", [2, 3, 9])
@given(pool=pools())
def test_sentences_come_by_changes_of_tags_and_equal_ones_by_mnlp(rounds: int, pool: Pool) -> None:
    scores = {
        sentence: changes(pool, sentence, rounds)
        + mnlp_uncertainty_by_loops(rows_of(pool, sentence))
        for sentence in pool.unlabelled.tolist()
    }
    assert_goes_by("fluctuation", pool, scores, {"rounds": rounds})


def test_in_the_first_round_it_is_mnlp() -> None:
    pool = replace(made_up_pool([3, 1, 4, 1, 5, 9, 2, 6]), earlier=())
    orders = [
        list(find_strategy(name)(pool, np.random.default_rng(0)))
        for name in ("fluctuation", "mnlp")
    ]
    assert orders[0] == orders[1]
