"""Budgets: reached by the shortest prefix of an order, which is read no further."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.simulation.budget import sentence_costs, take_within_budget

costs_of_sentences = st.lists(st.integers(1, 50), min_size=1, max_size=40)


@given(costs_of_sentences, st.floats(0.01, 3000), st.randoms(use_true_random=False))
def test_the_shortest_prefix_that_reaches_the_budget(costs: list[int], budget: float, rng) -> None:
    order = list(range(len(costs)))
    rng.shuffle(order)

    taken = take_within_budget(order, np.array(costs), budget)

    assert taken == order[: len(taken)]
    spent = sum(costs[sentence] for sentence in taken)
    if spent < budget - 1e-6:
        assert taken == order
    else:
        assert spent - costs[taken[-1]] < budget


@given(costs_of_sentences, st.floats(0.01, 3000))
def test_an_order_is_read_no_further_than_needed(costs: list[int], budget: float) -> None:
    read: list[int] = []

    def order() -> Iterator[int]:
        for sentence in range(len(costs)):
            read.append(sentence)
            yield sentence

    assert take_within_budget(order(), np.array(costs), budget) == read


@pytest.mark.parametrize("budget", [0, -1.5])
def test_no_budget_asks_for_nothing(budget: float) -> None:
    def order() -> Iterator[int]:
        pytest.fail("the order was read")
        yield 0

    assert take_within_budget(order(), np.array([1]), budget) == []


def test_by_hand() -> None:
    costs = np.array([5, 3, 9, 1])
    assert take_within_budget([2, 0, 1, 3], costs, 9) == [2]
    assert take_within_budget([2, 0, 1, 3], costs, 9.5) == [2, 0]
    assert take_within_budget([3, 1], costs, 100) == [3, 1]
    assert take_within_budget([], costs, 100) == []


def test_costs_are_words_or_one() -> None:
    lengths = np.array([5, 3, 9])
    assert sentence_costs(lengths, "words").tolist() == [5, 3, 9]
    assert sentence_costs(lengths, "sentences").tolist() == [1, 1, 1]


def test_a_budget_does_not_grow_by_a_sentence_because_of_rounding() -> None:
    assert 0.07 * 100 > 7
    assert take_within_budget(range(100), np.ones(100, dtype=int), 0.07 * 100) == list(range(7))
