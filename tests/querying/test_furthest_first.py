"""Furthest-first: against an exhaustive version on whole numbers, where arithmetic is exact."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oracles import exhaustive_furthest_first, nearest_centre

from tasks.querying.kernels import covering
from tasks.querying.kernels.covering import furthest_first
from tasks.querying.pool import FloatArray


@st.composite
def points_and_centres(draw: st.DrawFn) -> tuple[FloatArray, FloatArray]:
    """Few distinct coordinates, so that ties and duplicates abound."""
    dimension, size, centres = draw(
        st.tuples(st.integers(1, 3), st.integers(0, 15), st.integers(0, 6))
    )
    coordinates = st.integers(-4, 4).map(float)
    return (
        draw(arrays(np.float32, (size, dimension), elements=coordinates)),
        draw(arrays(np.float32, (centres, dimension), elements=coordinates)),
    )


@given(points_and_centres())
def test_the_order_is_the_exhaustive_one_ties_included(
    case: tuple[FloatArray, FloatArray],
) -> None:
    points, centres = case
    assert list(furthest_first(points, centres)) == exhaustive_furthest_first(points, centres)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 25), st.integers(0, 10))
def test_each_point_is_as_far_as_any_within_rounding(seed: int, size: int, centres: int) -> None:
    generator = np.random.default_rng(seed)
    points = generator.normal(size=(size, 20)).astype(np.float32)
    covered = list(generator.normal(size=(centres, 20)).astype(np.float32))
    order = list(furthest_first(points, np.array(covered).reshape(-1, 20)))
    assert sorted(order) == list(range(size))
    for place, newest in enumerate(order):
        furthest = max(nearest_centre(points[other], covered) for other in order[place:])
        assert nearest_centre(points[newest], covered) >= furthest * (1 - 1e-4)
        covered.append(points[newest])


def test_without_centres_the_first_row_comes_first() -> None:
    points = np.array([[2.0, 0.0], [0.0, 0.0], [9.0, 0.0], [5.0, 0.0]], dtype=np.float32)
    assert list(furthest_first(points, np.empty((0, 2), dtype=np.float32))) == [0, 2, 3, 1]


def test_all_centres_count_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    # The block of centres that is measured at once ends long before the last one.
    monkeypatch.setattr(covering, "_DISTANCES", 3000)
    points = np.array([[3000.0], [0.0], [1499.5]], dtype=np.float32)
    centres = np.arange(3001, dtype=np.float32)[:, None]
    assert next(furthest_first(points, centres)) == 2
    assert next(furthest_first(points, centres[:-1])) == 0


def test_reading_on_changes_nothing_that_was_read() -> None:
    points = np.random.default_rng(4).normal(size=(30, 3)).astype(np.float32)
    few = list(islice(furthest_first(points, points[:1]), 7))
    assert few == list(furthest_first(points, points[:1]))[:7]
