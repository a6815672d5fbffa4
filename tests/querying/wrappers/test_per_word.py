"""Per word of cost: the contract, what it makes of well-known scores, and of any other."""

from __future__ import annotations

import numpy as np
import pytest
from contract import StrategyContract, inherited
from hypothesis import given
from made_up_pools import pools
from oracles import Rows, assert_goes_by, mnlp_uncertainty_by_loops, predicted

from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy


class TestPerWord(StrategyContract):
    name = "per_word(lc)"


class TestPerWordByChance(StrategyContract):
    name = "per_word(bald_mi)"
    is_random = True


class TestPerWordOfFluctuation(StrategyContract):
    name = "per_word(fluctuation)"


@inherited
@pytest.mark.parametrize(
    ("total", "mean"), [("lc", "mnlp"), ("entropy_sum", "entropy_mean")], ids=["lc", "entropy"]
)
@given(pool=pools())
def test_a_sum_per_word_is_the_mean_ties_included(total: str, mean: str, pool: Pool) -> None:
    wrapped, plain = (
        list(find_strategy(name)(pool, np.random.default_rng(0)))
        for name in (f"per_word({total})", mean)
    )
    assert wrapped == plain


@given(pools())
def test_scores_are_divided_by_words(pool: Pool) -> None:
    def score(rows: Rows) -> float:
        inside = sum(predicted(row) != pool.outside for row in rows)
        return (inside + mnlp_uncertainty_by_loops(rows)) / len(rows)

    assert_goes_by("per_word(tag_count)", pool, score)
