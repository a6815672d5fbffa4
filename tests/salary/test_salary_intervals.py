"""Conformal intervals: what they promise, they keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.salary.intervals import FEWEST, Widening, conformal_quantile, fit_widening


def test_the_quantile_counts_the_new_one() -> None:
    scores = np.array([5.0, 1.0, 4.0, 2.0, 3.0, 9.0, 8.0, 7.0, 6.0])
    assert conformal_quantile(scores, 0.8) == 8  # ⌈10 · 0.8⌉ = 8th of 9
    assert conformal_quantile(scores, 0.99) == 9


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=60), st.floats(0.01, 0.99))
def test_the_quantile_holds_its_share(scores: list[float], coverage: float) -> None:
    quantile = conformal_quantile(np.array(scores), coverage)
    assert quantile in scores
    assert np.mean(np.array(scores) <= quantile) >= coverage or quantile == max(scores)


@pytest.mark.parametrize("wrong", [-0.7, 0.0, 1.5])
def test_wrong_bounds_are_corrected_in_each_group(wrong: float) -> None:
    generator = np.random.default_rng(0)
    spread = {"calm": 1.0, "wild": 3.0}
    groups = generator.choice(list(spread), size=8000)
    truth = generator.normal(size=8000) * np.array([spread[group] for group in groups])
    low, high = np.full(8000, -1.0 - wrong), np.full(8000, 1.0 + wrong)
    learnt = slice(0, 4000)
    widening = fit_widening(truth[learnt], low[learnt], high[learnt], groups[learnt].tolist())
    new_low, new_high = widening.bounds(low[4000:], high[4000:], groups[4000:].tolist())
    inside = (truth[4000:] >= new_low) & (truth[4000:] <= new_high)
    for group in spread:
        assert inside[groups[4000:] == group].mean() == pytest.approx(0.8, abs=0.03)


def test_a_small_group_gets_the_widening_of_all() -> None:
    truth = np.concatenate([np.full(FEWEST, 2.0), np.full(FEWEST - 1, 50.0)])
    groups = ["many"] * FEWEST + ["few"] * (FEWEST - 1)
    widening = fit_widening(truth, np.zeros_like(truth), np.ones_like(truth), groups)
    assert widening == Widening({"many": 1.0}, 49.0)
    low, high = widening.bounds(np.zeros(2), np.ones(2), ["many", "never seen"])
    assert (low.tolist(), high.tolist()) == ([-1, -49], [2, 50])


def test_bounds_never_cross() -> None:
    low, high = Widening({}, -3.0).bounds(np.array([0.0]), np.array([1.0]), ["any"])
    assert (low.tolist(), high.tolist()) == ([0.5], [0.5])
