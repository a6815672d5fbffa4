"""Stopping rules and the agreement of predictions, by hand and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tasks.simulation.stopping import StoppingRules, agreement, reason_to_stop

taggings = st.integers(2, 60).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(0, 4), min_size=size, max_size=size)] * 2)
)


@given(taggings)
def test_agreement_is_cohens_kappa(pair: tuple[list[int], list[int]]) -> None:
    first, second = map(np.array, pair)
    if len(set(first.tolist()) | set(second.tolist())) > 1:
        assert agreement(first, second) == pytest.approx(cohen_kappa_score(first, second))


@pytest.mark.parametrize("tagging", [[0, 0, 0], [3, 1, 3], [2]])
def test_the_same_tags_agree_entirely(tagging: list[int]) -> None:
    assert agreement(np.array(tagging), np.array(tagging)) == 1.0


def reason(rules: StoppingRules, words: int = 100, f1: float = 50.0, *agreements: float) -> object:
    return reason_to_stop(rules, words, f1, 80.0, agreements)


def test_without_a_rule_nothing_stops() -> None:
    assert reason(StoppingRules(), 10**9, 100.0, 1.0, 1.0, 1.0) is None


@pytest.mark.parametrize(("words", "stops"), [(99, False), (100, True), (101, True)])
def test_words(words: int, stops: bool) -> None:
    assert (reason(StoppingRules(words=100), words) == "words") == stops


@pytest.mark.parametrize(("f1", "stops"), [(71.9, False), (72.0, True), (90.0, True)])
def test_share_of_the_full_data_runs_f1(f1: float, stops: bool) -> None:
    assert (reason(StoppingRules(full_data_share=0.9), f1=f1) == "full_data_share") == stops


def test_a_share_of_an_unknown_f1_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="full-data run"):
        reason_to_stop(StoppingRules(full_data_share=0.9), 1, 50.0, None, ())


@pytest.mark.parametrize(
    ("agreements", "stops"),
    [
        ([0.99, 0.99], False),  # too few
        ([0.98, 0.99, 0.99], False),
        ([0.98, 1.0, 1.0], True),
        ([0.1, 0.99, 0.99, 0.99], True),  # only the last three count
        ([0.99, 0.99, 0.99, 0.9], False),
    ],
)
def test_stability_over_three_rounds(agreements: list[float], stops: bool) -> None:
    rules = StoppingRules(stability=0.99)
    assert (reason(rules, 100, 50.0, *agreements) == "stability") == stops


def test_the_first_rule_that_holds_is_told() -> None:
    rules = StoppingRules(words=10, full_data_share=0.1, stability=0.1, stable_rounds=1)
    assert reason(rules, 10, 50.0, 1.0) == "words"
    assert reason(rules, 9, 50.0, 1.0) == "full_data_share"
    assert reason(rules, 9, 1.0, 1.0) == "stability"
