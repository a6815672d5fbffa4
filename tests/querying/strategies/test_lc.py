"""Least confidence: the contract, and the order by the probability of all predicted tags."""

from __future__ import annotations

from math import exp, log, prod

from contract import StrategyContract
from hypothesis import given
from made_up_pools import pools
from oracles import assert_goes_by

from tasks.querying.pool import Pool


class TestLC(StrategyContract):
    name = "lc"


@given(pools())
def test_the_sentences_whose_tags_are_least_probable_together_come_first(pool: Pool) -> None:
    assert_goes_by("lc", pool, lambda rows: -log(prod(exp(max(row)) for row in rows)))
