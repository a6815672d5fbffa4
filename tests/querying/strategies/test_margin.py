"""Margin sampling: the contract, and the order by the mean lead of the predicted tags."""

from __future__ import annotations

from math import exp

from contract import StrategyContract
from hypothesis import given
from made_up_pools import pools
from oracles import assert_goes_by

from tasks.querying.pool import Pool


class TestMargin(StrategyContract):
    name = "margin"


def lead(row: list[float]) -> float:
    *_, second, first = sorted(row)
    return exp(first) - exp(second)


@given(pools())
def test_the_sentences_whose_two_best_tags_are_closest_come_first(pool: Pool) -> None:
    assert_goes_by("margin", pool, lambda rows: 1.0 - sum(map(lead, rows)) / len(rows))
