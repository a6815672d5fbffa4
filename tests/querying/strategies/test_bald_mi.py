"""BALD by mutual information: the contract, and the order against a loop over tokens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest
from contract import StrategyContract, inherited, seeds
from hypothesis import given
from made_up_pools import MadeUpPasses, made_up_pool, pools
from scipy.stats import entropy

from tasks.querying.pool import IntArray, Pool
from tasks.querying.registry import find_strategy


class TestBALDMI(StrategyContract):
    name = "bald_mi"
    options: ClassVar = {"passes": 9}
    is_random = True


@inherited
@given(pools(), seeds)
def test_sentences_come_by_the_mean_information_about_the_weights(pool: Pool, seed: int) -> None:
    order = list(find_strategy("bald_mi", {"passes": 5})(pool, np.random.default_rng(seed)))
    ids = np.sort(pool.unlabelled)
    passes = pool.model.passes(ids, 5, np.random.default_rng(seed))
    scores = {}
    for place, sentence in enumerate(ids.tolist()):
        tokens = range(passes.offsets[place], passes.offsets[place + 1])
        information = [
            entropy(passes.mean_probabilities[token]) - passes.mean_entropies[token]
            for token in tokens
        ]
        scores[sentence] = sum(information) / len(information)
    ordered = [scores[sentence] for sentence in order]
    assert ordered == pytest.approx(sorted(scores.values(), reverse=True), abs=1e-9)


@dataclass(frozen=True)
class SurePasses:
    """Passes that agree; rounding has made the mean entropies larger than those of the mean."""

    pool: Pool

    def passes(self, ids: IntArray, count: int, generator: np.random.Generator) -> MadeUpPasses:
        one = self.pool.model.passes(ids, 1, generator)
        tags = np.repeat(one.tags, count, axis=0)
        return replace(one, tags=tags, mean_entropies=one.mean_entropies * (1 + 1e-6))


def test_rounding_gives_no_negative_scores() -> None:
    pool = made_up_pool([3, 1, 4, 1, 5])
    sure = replace(pool, model=SurePasses(pool))
    scores = find_strategy("bald_mi").scores
    assert scores is not None
    assert scores(sure, np.random.default_rng(0)).tolist() == [0.0] * 5
