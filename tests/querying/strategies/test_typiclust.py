"""TypiClust: the contract, and the order on far apart clouds against choosing one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from contract import StrategyContract
from made_up_pools import made_up_pool, with_encoder_means

from tasks.querying.pool import FloatArray, Pool
from tasks.querying.registry import find_strategy

SIZES = (5, 12, 8)
CLOUD = np.repeat([0, 1, 2], SIZES)


class TestTypiClust(StrategyContract):
    name = "typiclust"
    is_random = True


def cloudy_pool(labelled: list[int], batch: int) -> tuple[Pool, FloatArray]:
    means = np.random.default_rng(4).normal(size=(25, 2)) + 100.0 * CLOUD[:, None]
    pool = made_up_pool([1] * 25, labelled)
    return replace(with_encoder_means(pool, means), batch=batch), means


def mean_distance(means: FloatArray, sentence: int, neighbours: int) -> float:
    """To the nearest others of its cloud."""
    members = np.flatnonzero(CLOUD[sentence] == CLOUD)
    distances = sorted(np.linalg.norm(means[members] - means[sentence], axis=1).tolist())
    nearest = distances[1 : neighbours + 1]
    return sum(nearest) / len(nearest)


def one_by_one(pool: Pool, means: FloatArray, neighbours: int) -> list[int]:
    counts = np.bincount(CLOUD[pool.labelled], minlength=3)
    left = pool.unlabelled.tolist()
    order = []
    while left:
        clouds = {int(CLOUD[sentence]) for sentence in left}
        cloud = min(clouds, key=lambda one: (counts[one], -SIZES[one]))
        members = [sentence for sentence in left if CLOUD[sentence] == cloud]
        order.append(min(members, key=lambda one: mean_distance(means, one, neighbours)))
        left.remove(order[-1])
        counts[cloud] += 1
    return order


@pytest.mark.parametrize("labelled", [[], [6], [0, 1, 20]])
@pytest.mark.parametrize("neighbours", [2, 20])
def test_the_cluster_with_fewest_labelled_gives_its_most_typical_sentence(
    labelled: list[int], neighbours: int
) -> None:
    pool, means = cloudy_pool(labelled, batch=3 - len(labelled))
    strategy = find_strategy("typiclust", {"neighbours": neighbours})
    expected = one_by_one(pool, means, neighbours)
    assert list(strategy(pool, np.random.default_rng(0))) == expected


def test_there_are_no_more_clusters_than_allowed() -> None:
    pool, _ = cloudy_pool([], batch=20)
    strategy = find_strategy("typiclust", {"max_clusters": 3})
    first = [int(CLOUD[sentence]) for sentence in strategy(pool, np.random.default_rng(0))][:6]
    assert first == [1, 2, 0, 1, 2, 0]
