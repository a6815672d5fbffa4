"""MNLP: the contract, and the order by the mean confidence over a sentence's tokens."""

from __future__ import annotations

from contract import StrategyContract
from hypothesis import given
from made_up_pools import pools
from oracles import assert_goes_by

from tasks.querying.pool import Pool


class TestMNLP(StrategyContract):
    name = "mnlp"


@given(pools())
def test_the_least_confident_sentences_come_first(pool: Pool) -> None:
    assert_goes_by("mnlp", pool, lambda rows: -sum(max(row) for row in rows) / len(rows))
