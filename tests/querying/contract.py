"""What holds for every query strategy: each one's test class inherits these tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_pools import made_up_pool, pools, shuffled

from tasks.errors import UserError
from tasks.querying import pool as pool_module
from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy, parts
from tasks.simulation.budget import take_within_budget

seeds = st.integers(0, 2**32 - 1)

# Inheriting a property test means that several classes run it, which Hypothesis would report.
inherited = settings(max_examples=20, suppress_health_check=[HealthCheck.differing_executors])

RAGGED = [1, 4, 2, 7, 3, 5, 1, 9, 2, 6] * 4

SPECIAL_POOLS = {
    "one sentence": made_up_pool([5]),
    "one sentence left": made_up_pool([5, 2, 3], labelled=[0, 2]),
    "all sentences the same": made_up_pool([4], labelled=[3, 8], copies=[0] * 40),
    "sentences of one token": made_up_pool([1] * 40, labelled=[0, 39]),
    "larger than any block": made_up_pool([1, 4, 2, 7] * 35, labelled=range(0, 140, 9)),
    "nothing labelled": made_up_pool(RAGGED),
}


class StrategyContract:
    """Inherit as ``class TestName(StrategyContract)`` and set the attributes.

    Attributes
    ----------
    name : str
        The strategy's name.
    options : dict
        The options that it is tested with, as `find_strategy` takes them.
    is_random : bool
        Whether the order depends on the generator.
    """

    name: ClassVar[str]
    options: ClassVar[Mapping[str, Any]] = {}
    is_random: ClassVar[bool] = False

    def read(self, pool: Pool, seed: int = 0) -> Iterator[int]:
        """Read the strategy's order lazily."""
        strategy = find_strategy(self.name, self.options)
        return iter(strategy(pool, np.random.default_rng(seed)))

    def order(self, pool: Pool, seed: int = 0) -> list[int]:
        """The whole order."""
        return list(self.read(pool, seed))

    @inherited
    @given(pools(), seeds)
    def test_yields_every_unlabelled_id_once_and_nothing_else(self, pool: Pool, seed: int) -> None:
        assert sorted(self.order(pool, seed)) == sorted(pool.unlabelled.tolist())

    @pytest.mark.parametrize("case", SPECIAL_POOLS)
    def test_special_pools_are_ordered_completely(self, case: str) -> None:
        pool = SPECIAL_POOLS[case]
        assert sorted(self.order(pool)) == pool.unlabelled.tolist()

    def test_ids_are_plain_integers_as_the_journal_writes_them(self) -> None:
        assert {type(sentence) for sentence in self.order(made_up_pool(RAGGED))} == {int}

    @inherited
    @given(pools(), seeds)
    def test_the_same_generator_state_gives_the_same_order(self, pool: Pool, seed: int) -> None:
        assert self.order(pool, seed) == self.order(pool, seed)

    def test_another_seed_gives_another_order_only_where_chance_is_meant(self) -> None:
        pool = made_up_pool(RAGGED)
        orders = {tuple(self.order(pool, seed)) for seed in range(5)}
        assert len(orders) == (5 if self.is_random else 1)

    @inherited
    @given(pools(), seeds, st.integers(0, 60))
    def test_stopping_early_reads_the_beginning_of_the_same_order(
        self, pool: Pool, seed: int, count: int
    ) -> None:
        assert list(islice(self.read(pool, seed), count)) == self.order(pool, seed)[:count]

    def test_the_order_of_the_pool_decides_nothing_unless_by_chance(self) -> None:
        pool = made_up_pool(RAGGED, labelled=[3, 17])
        straight, crooked = self.order(pool), self.order(shuffled(pool, seed=1))
        assert sorted(crooked) == sorted(straight)
        assert crooked == straight or self.is_random

    def test_the_size_of_a_piece_decides_nothing_unless_by_chance(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool = made_up_pool(RAGGED, labelled=[3, 17])
        whole = self.order(pool)
        monkeypatch.setattr(pool_module, "PIECE", 5)
        assert sorted(pieces := self.order(pool)) == sorted(whole)
        assert pieces == whole or self.is_random

    def test_it_says_whether_it_reads_predictions_of_earlier_rounds(self) -> None:
        pool = made_up_pool(RAGGED, labelled=[3, 17])
        reads = self.order(pool) != self.order(replace(pool, earlier=()))
        assert reads == find_strategy(self.name, self.options).needs_earlier_rounds

    def test_no_array_of_the_pool_or_of_its_outputs_is_written_to(self) -> None:
        pool = made_up_pool(RAGGED, labelled=[3, 17])
        arrays = [pool.unlabelled, pool.labelled, pool.lengths, pool.labelled_tags, *pool.earlier]
        arrays += vars(pool.model.outputs(pool.unlabelled)).values()
        arrays += vars(pool.model.passes(pool.unlabelled, 2, np.random.default_rng(0))).values()
        assert not any(array.flags.writeable for array in arrays)
        self.order(pool)

    @inherited
    @given(pools(), seeds, st.integers(2, 400).map(lambda halves: halves / 2))
    def test_the_budget_is_spent_and_overshot_by_less_than_the_last_sentence(
        self, pool: Pool, seed: int, budget: float
    ) -> None:
        taken = take_within_budget(self.read(pool, seed), pool.lengths, budget)
        words = int(pool.lengths[taken].sum())
        assert words >= min(budget, pool.lengths[pool.unlabelled].sum())
        assert words - pool.lengths[taken[-1]] < budget

    def test_an_unknown_option_is_refused(self) -> None:
        *wrappers, plain = parts(self.name)
        for part in (*wrappers, plain):
            own = self.options.get(part, {}) if wrappers else self.options
            wrong = {**own, "temperature": 1.0}
            options = {**self.options, part: wrong} if wrappers else wrong
            with pytest.raises(UserError, match=rf"querying\.{part} has no option 'temperature'"):
                find_strategy(self.name, options)
