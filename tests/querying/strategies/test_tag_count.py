"""Tag count: the contract, and the order against a loop over tokens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from contract import StrategyContract
from hypothesis import given
from made_up_pools import pools
from oracles import Rows, assert_goes_by, mnlp_uncertainty_by_loops, predicted

from tasks.querying.pool import Pool


class TestTagCount(StrategyContract):
    name = "tag_count"


@pytest.mark.parametrize("outside", [0, 2, -1])
@given(pool=pools())
def test_sentences_come_by_tokens_in_entities_and_equal_ones_by_mnlp(
    outside: int, pool: Pool
) -> None:
    def score(rows: Rows) -> float:
        inside = sum(predicted(row) != outside for row in rows)
        return inside + mnlp_uncertainty_by_loops(rows)

    assert_goes_by("tag_count", replace(pool, outside=outside), score)
