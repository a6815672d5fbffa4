"""Weighted k-means++ seeding: its law against enumeration, duplicates, zeros, every row once."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import numpy as np
import pytest
from chi_square import follows
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_pools import made_up_model
from oracles import Chances, Draw, law, seeding

from tasks.querying.kernels import seeding as kernel
from tasks.querying.kernels.gradients import GradientFactors
from tasks.querying.kernels.points import DensePoints
from tasks.querying.kernels.seeding import weighted_seeding
from tasks.querying.pool import FloatArray

POINTS = (np.random.default_rng(5).normal(size=(6, 3)) + 0.7).astype(np.float32)
LENGTHS = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 7.0])
PLACES = 4
DRAWS = 2000

WEIGHTS = {
    "length_power 2": LENGTHS**2 / np.sum(LENGTHS**2),
    "length_power 0": LENGTHS**0,
    "length_power -1": LENGTHS**-1,
    "zeros": np.array([1.0, 0.0, 3.0, 1.0, 0.0, 2.0]),
}
BLOCKS = (1, 2, 3, 16, 64)


def draw_centres(
    points: FloatArray,
    weights: FloatArray,
    places: int = PLACES,
    draws: int = DRAWS,
    block: int = 64,
) -> list[Draw]:
    generator = np.random.default_rng(11)
    dense = DensePoints(points)
    return [
        tuple(islice(weighted_seeding(dense, weights, generator, block), places))
        for _ in range(draws)
    ]


@pytest.mark.parametrize("block", BLOCKS)
def test_centres_follow_the_weighted_law_however_many_are_drawn_together(block: int) -> None:
    weights = WEIGHTS["length_power 2"]
    draws = draw_centres(POINTS, weights, block=block)
    assert follows(draws, law(seeding(POINTS, weights), len(POINTS), PLACES))


@pytest.mark.parametrize("block", BLOCKS)
def test_the_law_holds_when_few_centres_are_remembered(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "_BYTES", 12)
    weights = WEIGHTS["length_power -1"]
    draws = draw_centres(POINTS, weights, block=block)
    assert follows(draws, law(seeding(POINTS, weights), len(POINTS), PLACES))


@pytest.mark.parametrize("name", ["length_power 0", "length_power -1", "zeros"])
def test_centres_follow_the_law_of_other_weights(name: str) -> None:
    draws = draw_centres(POINTS, WEIGHTS[name])
    assert follows(draws, law(seeding(POINTS, WEIGHTS[name]), len(POINTS), PLACES))


def unweighted(drawn: Draw) -> FloatArray:
    return seeding(POINTS, np.ones(len(POINTS)))(drawn)


def weighted_at_first_only(drawn: Draw) -> FloatArray:
    return unweighted(drawn) if drawn else _RIGHT(drawn)


def uniform_at_first(drawn: Draw) -> FloatArray:
    return _RIGHT(drawn) if drawn else np.ones(len(POINTS))


def distance_not_squared(drawn: Draw) -> FloatArray:
    return WEIGHTS["length_power 2"] * np.sqrt(unweighted(drawn))


def origin_stays_a_centre(drawn: Draw) -> FloatArray:
    return np.minimum(_RIGHT(()), _RIGHT(drawn))


def stale_after_the_first_centre(drawn: Draw) -> FloatArray:
    return _RIGHT(drawn[:1])


def newest_centre_only(drawn: Draw) -> FloatArray:
    return _RIGHT(drawn[-1:])


_RIGHT = seeding(POINTS, WEIGHTS["length_power 2"])


@pytest.mark.parametrize(
    "wrong",
    [
        unweighted,
        weighted_at_first_only,
        uniform_at_first,
        distance_not_squared,
        origin_stays_a_centre,
        stale_after_the_first_centre,
        newest_centre_only,
    ],
)
def test_the_same_number_of_draws_from_a_wrong_law_is_rejected(wrong: Chances) -> None:
    wrong_law = law(wrong, len(POINTS), PLACES)
    counts = np.random.default_rng(3).multinomial(DRAWS, list(wrong_law.values())).tolist()
    drawn = Counter(dict(zip(wrong_law, counts, strict=True)))
    assert follows(drawn.elements(), wrong_law)
    assert not follows(drawn.elements(), law(_RIGHT, len(POINTS), PLACES))


def test_seeding_without_the_weights_is_rejected() -> None:
    draws = draw_centres(POINTS, np.ones(len(POINTS)))
    assert not follows(draws, law(_RIGHT, len(POINTS), PLACES))


@pytest.mark.parametrize("point", [(0.0, 0.0), (0.3, -1.7)], ids=["origin", "elsewhere"])
def test_where_all_distances_are_zero_the_weights_alone_decide(point: tuple[float, float]) -> None:
    points = np.tile(np.array(point, dtype=np.float32), (5, 1))
    weights = LENGTHS[:5]
    draws = draw_centres(points, weights, places=3)
    assert follows(draws, law(lambda _: weights, size=5, places=3))
    assert not follows(draws, law(lambda _: weights**2, size=5, places=3))


def test_once_each_place_is_taken_its_duplicates_follow_by_weight() -> None:
    points = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 0.0], [0.0, 2.0], [1.0, 0.0]], np.float32)
    weights = LENGTHS[:5]
    draws = draw_centres(points, weights, places=4)
    assert follows(draws, law(seeding(points, weights), size=5, places=4))


@given(
    distinct=st.integers(1, 8),
    copies=st.lists(st.integers(0, 7), max_size=40),
    block=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
)
def test_no_duplicate_of_a_centre_is_drawn_while_others_remain(
    distinct: int, copies: list[int], block: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(distinct, 30)).astype(np.float32)
    rows = generator.permutation([*range(distinct), *(copy % distinct for copy in copies)])
    weights = generator.uniform(0.1, 10.0, size=len(rows))
    order = list(weighted_seeding(DensePoints(vectors[rows]), weights, generator, block))
    assert sorted(order) == list(range(len(rows)))
    assert len(set(rows[order[:distinct]])) == distinct


@pytest.mark.parametrize(("tags", "state_size"), [(9, 50), (120, 400)])
def test_the_rounding_between_copies_of_a_large_embedding_is_no_distance(
    tags: int, state_size: int
) -> None:
    # In single precision it is as large as the distances between the smaller embeddings.
    generator = np.random.default_rng(8)
    model = made_up_model([1] * 10, tags=tags, state_size=state_size)
    vectors = GradientFactors.of(model.everything).embeddings()
    vectors[:4] *= 1e4
    rows = generator.permutation(np.repeat(np.arange(10), [*[9] * 4, *[1] * 6]))
    order = list(weighted_seeding(DensePoints(vectors[rows]), np.ones(len(rows)), generator))
    assert len(set(rows[order[:10]])) == 10


@settings(max_examples=50)
@given(
    size=st.integers(1, 80),
    zeros=st.lists(st.integers(0, 79)),
    block=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_row_comes_once_and_rows_without_weight_last(
    size: int, zeros: list[int], block: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    weights = generator.uniform(0.5, 2.0, size=size)
    weights[[index for index in zeros if index < size]] = 0.0
    points = generator.normal(size=(size, 4)).astype(np.float32)
    order = list(weighted_seeding(DensePoints(points), weights, generator, block))
    assert sorted(order) == list(range(size))
    weightless = [index for index in order if weights[index] == 0.0]
    assert order[size - len(weightless) :] == weightless


def test_no_rows_no_centres() -> None:
    generator = np.random.default_rng(0)
    assert list(weighted_seeding(DensePoints(np.empty((0, 3))), np.empty(0), generator)) == []
