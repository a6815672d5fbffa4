"""A strategy as a simulation calls it: orders from scores, ties, and the kinds of its files."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from made_up_pools import made_up_pool, shuffled

from tasks.querying.kernels.scores import max_by_sentence
from tasks.querying.pool import FloatArray, Pool, TokenOutputs
from tasks.querying.registry import KINDS, find_strategy, modules, strategy_names
from tasks.querying.strategy import TokenScores, by_scores, by_token_scores

POOL = made_up_pool([3, 1, 2, 1, 3, 2, 1], labelled=[2])


def test_the_highest_scores_come_first_and_the_lower_ids_of_equals() -> None:
    def lengths(pool: Pool, generator: np.random.Generator) -> FloatArray:
        return pool.lengths[pool.unlabelled].astype(float)

    strategy = by_scores("longest", False, lengths)
    for seed in range(5):
        order = list(strategy(shuffled(POOL, seed), np.random.default_rng(0)))
        assert order == [0, 4, 5, 1, 3, 6]


def test_scores_of_tokens_become_those_of_their_sentences() -> None:
    def firsts(pool: Pool, outputs: TokenOutputs) -> FloatArray:
        values = np.zeros(len(outputs.states))
        values[outputs.offsets[:-1]] = np.diff(outputs.offsets)
        return values

    strategy = by_token_scores("longest", False, TokenScores(firsts, max_by_sentence))
    assert strategy.scores is not None
    assert strategy.scores(POOL, np.random.default_rng(0)).tolist() == [3, 1, 1, 3, 2, 1]
    assert list(strategy(POOL, np.random.default_rng(0))) == [0, 4, 5, 1, 3, 6]


@pytest.mark.parametrize("name", strategy_names())
def test_a_file_defines_one_kind_of_function(name: str) -> None:
    module = import_module(modules(name)[-1])
    defined = [kind for kind in KINDS if hasattr(module, kind)]
    assert len(defined) == 1
    assert hasattr(module, "by_sentence") == (defined == ["token_scores"])


@pytest.mark.parametrize("name", strategy_names())
def test_no_score_is_negative(name: str) -> None:
    scores = find_strategy(name).scores
    if scores is not None:
        assert scores(POOL, np.random.default_rng(0)).min() >= 0.0
