"""ProbCover: the contract, and the order against covers and distances measured anew each time."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from contract import StrategyContract
from made_up_pools import made_up_pool, with_encoder_means
from oracles import exhaustive_cover, exhaustive_furthest_first

from tasks.querying.registry import find_strategy


class TestProbCover(StrategyContract):
    name = "probcover"
    options: ClassVar = {"clusters": 10}
    is_random = True  # the seeds of k-means decide on the radius


class TestProbCoverOfOneRadius(StrategyContract):
    name = "probcover"
    options: ClassVar = {"radius": 1.5}


@pytest.mark.parametrize("radius", [1.0, 1.5, 4.5, 50.0])
@pytest.mark.parametrize("labelled", [[], [0, 4, 31]])
def test_it_covers_and_then_goes_on_as_core_set(radius: float, labelled: list[int]) -> None:
    means = np.random.default_rng(5).integers(-6, 7, size=(40, 2)).astype(np.float32)
    pool = with_encoder_means(made_up_pool([1] * 40, labelled), means)
    points, centres = means[pool.unlabelled], means[pool.labelled]
    cover = exhaustive_cover(points, radius, centres)
    left = [index for index in range(len(points)) if index not in cover]
    rest = exhaustive_furthest_first(points[left], np.concatenate([centres, points[cover]]))
    expected = pool.unlabelled[cover + [left[index] for index in rest]]
    strategy = find_strategy("probcover", {"radius": radius})
    assert list(strategy(pool, np.random.default_rng(0))) == expected.tolist()


def test_without_a_radius_a_ball_is_as_wide_as_a_far_apart_cloud() -> None:
    cloud = np.repeat([0, 1, 2], [20, 12, 8])
    means = np.random.default_rng(4).normal(size=(40, 2)) + 1000.0 * cloud[:, None]
    pool = with_encoder_means(made_up_pool([1] * 40), means)
    order = list(find_strategy("probcover", {"clusters": 3})(pool, np.random.default_rng(0)))
    assert cloud[order[:3]].tolist() == [0, 1, 2]
