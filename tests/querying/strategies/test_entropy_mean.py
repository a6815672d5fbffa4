"""Token entropy, mean: the contract, and the order against scipy's entropies."""

from __future__ import annotations

import numpy as np
from contract import StrategyContract
from hypothesis import given
from made_up_pools import pools
from oracles import assert_goes_by
from scipy.stats import entropy as entropy_of

from tasks.querying.pool import Pool


class TestEntropyMean(StrategyContract):
    name = "entropy_mean"


def entropy(row: list[float]) -> float:
    return float(entropy_of(np.exp(row)))


@given(pools())
def test_the_sentences_with_the_most_entropy_per_token_come_first(pool: Pool) -> None:
    assert_goes_by("entropy_mean", pool, lambda rows: sum(map(entropy, rows)) / len(rows))
