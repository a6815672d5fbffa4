"""The selection for real: it is the query of a simulation's round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from made_up_simulations import ENCODED, VECTORS, specification

from tasks.errors import UserError
from tasks.querying.registry import find_strategy, strategy_names
from tasks.simulation.budget import sentence_costs
from tasks.simulation.loop import initial_pool, simulate
from tasks.simulation.selection import select
from tasks.tagging.encoding import EncodedSentences, IntArray

CPU = torch.device("cpu")


def some_of(sentences: EncodedSentences, ids: IntArray) -> EncodedSentences:
    ranges = [np.arange(*sentences.offsets[one : one + 2]) for one in ids.tolist()]
    places = np.concatenate([np.arange(0), *ranges])
    offsets = np.concatenate([[0], np.cumsum(sentences.lengths[ids])])
    return EncodedSentences(sentences.words[places], sentences.tags[places], offsets)


@pytest.mark.parametrize("strategy", [one for one in strategy_names() if one != "fluctuation"])
def test_it_chooses_what_a_simulation_of_the_same_seed_asks_for(strategy: str) -> None:
    simulation = specification(strategy=strategy, seed=4, rounds=2, initial_fraction=0.2)
    query = find_strategy(strategy)
    (first, _), *_ = simulate(simulation, ENCODED, VECTORS, query, CPU)
    costs = sentence_costs(ENCODED.train.lengths, "words")
    budget = simulation.initial_fraction * int(costs.sum())
    labelled = np.array(initial_pool(simulation, costs, budget))
    rest = np.setdiff1d(np.arange(len(costs)), labelled)
    corpus = replace(ENCODED, train=some_of(ENCODED.train, labelled))
    pool = some_of(ENCODED.train, rest)
    chosen = select(simulation, corpus, VECTORS, query, pool, round(budget), CPU)
    assert rest[chosen].tolist() == list(first.query)


def test_the_budget_may_count_sentences() -> None:
    simulation = specification(strategy="random", budget_unit="sentences")
    query = find_strategy("random")
    chosen = select(simulation, ENCODED, VECTORS, query, ENCODED.test, 7, CPU)
    assert len(set(chosen)) == 7
    assert set(chosen) <= set(range(25))


def test_a_budget_larger_than_the_pool_takes_all_of_it() -> None:
    simulation = specification(strategy="mnlp")
    query = find_strategy("mnlp")
    chosen = select(simulation, ENCODED, VECTORS, query, ENCODED.test, 10**6, CPU)
    assert sorted(chosen) == list(range(25))


def test_what_cannot_be_is_told() -> None:
    mnlp, fluctuation = find_strategy("mnlp"), find_strategy("fluctuation")
    nothing = some_of(ENCODED.test, np.arange(0))
    with pytest.raises(UserError, match="the pool holds no sentences"):
        select(specification(), ENCODED, VECTORS, mnlp, nothing, 7, CPU)
    with pytest.raises(UserError, match="fluctuation looks at earlier rounds"):
        select(specification(), ENCODED, VECTORS, fluctuation, ENCODED.test, 7, CPU)
