"""MNLP: the contract, and the order against a plain loop over sentences."""

from __future__ import annotations

import numpy as np
import pytest
from contract import StrategyContract
from hypothesis import given
from made_up_pools import pools

from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy


class TestMNLP(StrategyContract):
    name = "mnlp"


def confidence(pool: Pool, sentence: int) -> float:
    """Mean over the sentence's tokens of the log-probability of the predicted tag."""
    outputs = pool.model.outputs(np.array([sentence]))
    best = [max(row) for row in outputs.log_probabilities.tolist()]
    return sum(best) / len(best)


@given(pools())
def test_the_least_confident_sentences_come_first(pool: Pool) -> None:
    order = list(find_strategy("mnlp")(pool, np.random.default_rng(0)))
    scores = {int(sentence): confidence(pool, int(sentence)) for sentence in pool.unlabelled}
    ordered = [scores[sentence] for sentence in order]
    assert ordered == pytest.approx(sorted(scores.values()), abs=1e-12)
