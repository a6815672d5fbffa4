"""Lowest token probability: the contract, and the order by each sentence's least sure tag."""

from __future__ import annotations

from contract import StrategyContract
from hypothesis import given
from made_up_pools import pools
from oracles import assert_goes_by

from tasks.querying.pool import Pool


class TestLTP(StrategyContract):
    name = "ltp"


@given(pools())
def test_the_sentences_with_the_least_probable_predicted_tag_come_first(pool: Pool) -> None:
    assert_goes_by("ltp", pool, lambda rows: -min(max(row) for row in rows))
