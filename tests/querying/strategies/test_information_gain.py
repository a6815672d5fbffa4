"""Information gain: the contract, and what makes it unlike the mean uncertainty."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest
from contract import StrategyContract
from made_up_pools import made_up_pool

from tasks.querying.kernels.information import information_rows
from tasks.querying.registry import find_strategy

LENGTHS = [1, 4, 2, 7, 3, 5, 1, 9, 2, 6] * 4


class TestInformationGain(StrategyContract):
    name = "information_gain"


class TestInformationGainWithAStrongPrior(StrategyContract):
    name = "information_gain"
    options: ClassVar = {"prior": 50}


@pytest.mark.parametrize("seed", range(3))
def test_the_first_has_the_most_information_for_each_word(seed: int) -> None:
    pool = made_up_pool(LENGTHS, labelled=[3, 17], seed=seed)
    first = next(iter(find_strategy("information_gain")(pool, np.random.default_rng(0))))
    worth = {}
    for sentence in pool.unlabelled.tolist():
        (rows,) = information_rows(pool.model.outputs(np.array([sentence])))
        eigenvalues = np.linalg.eigvalsh(rows.T @ rows)
        worth[sentence] = np.log1p(np.maximum(eigenvalues, 0)).sum() / pool.lengths[sentence]
    assert first == max(worth, key=worth.__getitem__)


def test_with_a_prior_that_forgets_nothing_counts_but_the_mean_over_words() -> None:
    pool = made_up_pool(LENGTHS, labelled=[3, 17])
    strategy = find_strategy("information_gain", {"prior": 1e6})
    order = list(strategy(pool, np.random.default_rng(0)))
    means = {
        sentence: (information_rows(pool.model.outputs(np.array([sentence])))[0] ** 2).sum()
        / pool.lengths[sentence]
        for sentence in order
    }
    told = [means[sentence] for sentence in order]
    assert told == pytest.approx(sorted(told, reverse=True), rel=1e-4)


def test_a_copy_waits_until_others_have_come_unless_the_prior_forgets_nothing() -> None:
    pool = made_up_pool(LENGTHS[:10], copies=[*range(10), *range(10)])

    def copies_in_a_row(prior: float) -> int:
        strategy = find_strategy("information_gain", {"prior": prior})
        order = list(strategy(pool, np.random.default_rng(0)))
        return sum(one % 10 == next_ % 10 for one, next_ in pairwise(order))

    assert copies_in_a_row(1e6) == 10
    assert copies_in_a_row(1.0) < 8
