"""Cluster-Margin: the contract, which sentences are candidates, and how they take turns."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
from contract import StrategyContract
from made_up_pools import made_up_pool, with_encoder_means
from oracles import rows_of

from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy


class TestClusterMargin(StrategyContract):
    name = "cluster_margin"
    is_random = True


class TestClusterMarginOfFewCandidates(StrategyContract):
    name = "cluster_margin"
    options: ClassVar = {"candidates": 2}
    is_random = True


def order(pool: Pool, seed: int = 0, candidates: float = 4.0) -> list[int]:
    strategy = find_strategy("cluster_margin", {"candidates": candidates})
    return list(strategy(pool, np.random.default_rng(seed)))


def by_margin(pool: Pool) -> list[int]:
    def margin(sentence: int) -> float:
        rows = np.sort(np.exp(rows_of(pool, sentence)), axis=1)
        return float(np.mean(rows[:, -1] - rows[:, -2]))

    return sorted(pool.unlabelled.tolist(), key=margin)


def test_the_candidates_have_the_least_margins_and_all_others_follow_by_margin() -> None:
    pool = replace(made_up_pool([3, 1, 2, 6] * 8, labelled=[3, 17]), batch=3)
    expected = by_margin(pool)
    found = order(pool)
    assert set(found[:12]) == set(expected[:12])
    assert found[12:] == expected[12:]


def test_clusters_take_turns_beginning_with_the_smallest() -> None:
    pool = replace(made_up_pool([3, 1, 2, 6] * 8), batch=3)
    candidates = by_margin(pool)[:12]
    cloud = dict(zip(candidates, [0] * 2 + [1] * 4 + [2] * 6, strict=True))
    means = np.random.default_rng(1).normal(size=(32, 2))
    for sentence in candidates:
        means[sentence, 0] += 100.0 * cloud[sentence]
    firsts = set()
    for seed in range(10):
        found = order(with_encoder_means(pool, means), seed)[:12]
        assert [cloud[sentence] for sentence in found] == [0, 1, 2, 0, 1, 2, 1, 2, 1, 2, 2, 2]
        firsts.add(found[2])
    assert len(firsts) > 2  # chance decides inside a cluster
