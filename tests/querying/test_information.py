"""Information about the last layer: against determinants written out and exhaustive greedy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_pools import made_up_pool, pools

from tasks.querying.kernels.information import (
    gains,
    greedy_information,
    information_rows,
)
from tasks.querying.pool import FloatArray, Pool

LENGTHS = (3, 1, 2, 8, 5, 1, 4, 2, 6)


def rows_of(pool: Pool, index: int) -> FloatArray:
    """A sentence's rows √u hᵀ, token by token."""
    outputs = pool.model.outputs(pool.unlabelled[[index]])
    rows = []
    for logs, state in zip(outputs.log_probabilities, outputs.states, strict=True):
        uncertainty = 1.0 - sum(np.exp(float(log)) ** 2 for log in logs)
        rows.append(np.sqrt(uncertainty) * state.astype(np.float64))
    return np.array(rows)


def log_det(rows: list[FloatArray], prior: float, size: int) -> float:
    """log det(λI + Σ rowᵀ row), the information of some sentences with the prior."""
    matrix = prior * np.eye(size)
    for some in rows:
        matrix += some.T @ some
    return float(np.linalg.slogdet(matrix)[1])


@given(pools(), st.sampled_from([0.1, 1.0, 10.0]))
def test_gains_are_differences_of_log_determinants(pool: Pool, prior: float) -> None:
    size = pool.model.outputs(pool.unlabelled[:1]).states.shape[1]
    (rows,) = information_rows(pool.model.outputs(pool.unlabelled))
    told = gains(rows, pool.lengths[pool.unlabelled], np.eye(size) / prior)
    nothing = log_det([], prior, size)
    expected = [
        log_det([rows_of(pool, index)], prior, size) - nothing
        for index in range(len(pool.unlabelled))
    ]
    np.testing.assert_allclose(told, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("prior", [0.05, 1.0, 20.0])
@pytest.mark.parametrize("seed", range(5))
def test_each_choice_has_the_greatest_gain_for_its_cost(prior: float, seed: int) -> None:
    pool = made_up_pool(LENGTHS * 12, seed=seed)
    size = pool.model.outputs(pool.unlabelled[:1]).states.shape[1]
    rows = [rows_of(pool, index) for index in range(len(pool.unlabelled))]
    costs = pool.lengths.astype(np.float64)
    chosen: list[int] = []
    for newest in greedy_information(pool, costs, prior):
        before = log_det([rows[index] for index in chosen], prior, size)
        worth = {
            index: (log_det([rows[one] for one in [*chosen, index]], prior, size) - before)
            / costs[index]
            for index in range(len(rows))
            if index not in chosen
        }
        assert worth[newest] == pytest.approx(max(worth.values()), rel=1e-3, abs=1e-6)
        chosen.append(newest)
        if len(chosen) == 25:
            break
    assert len(set(chosen)) == 25


@given(pools())
def test_too_little_memory_changes_nothing(pool: Pool) -> None:
    costs = pool.lengths[pool.unlabelled].astype(np.float64)
    kept, anew = (
        list(greedy_information(one, costs, prior=1.0)) for one in (pool, replace(pool, memory=0))
    )
    assert kept == anew


def test_a_copy_of_what_was_chosen_gains_less_than_it_did() -> None:
    pool = made_up_pool([4, 3, 5], copies=[0, 0, 1, 2])
    (rows,) = information_rows(pool.model.outputs(pool.unlabelled))
    first = gains(rows[:4], np.array([4]), np.eye(3))
    twice = gains(rows[:8], np.array([8]), np.eye(3))
    assert first < twice < 2 * first


def test_a_sure_token_tells_nothing() -> None:
    outputs = made_up_pool([2]).model.outputs(np.array([0]))
    sure = np.full_like(outputs.log_probabilities, -np.inf)
    sure[:, 1] = 1e-7  # rounded to a little more than probability 1
    (rows,) = information_rows(replace(outputs, log_probabilities=sure))  # type: ignore[type-var]
    assert not rows.any()
