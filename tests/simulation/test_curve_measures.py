"""Measures of curves whose answers are known by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_simulations import curve

from tasks.simulation.measures import area_under, crossing, deficiency, round_grid, words_to
from tasks.simulation.statistics import by_strategy


def points(*curves: list) -> list:
    return [point for run in curves for point in run]


def test_the_area_under_a_straight_line_is_its_middle() -> None:
    run = curve("mnlp", 0, [20, 40, 60, 80])
    assert area_under(run, np.array([0.1, 0.2, 0.3, 0.4])) == pytest.approx(50)
    assert area_under(run, np.array([0.1, 0.4])) == pytest.approx(50)
    assert area_under(run, np.array([0.2, 0.3])) == pytest.approx(50)
    assert area_under(run, np.array([0.1, 0.2])) == pytest.approx(30)


def test_the_area_under_a_bent_line() -> None:
    run = curve("mnlp", 0, [0, 60, 60], [100, 200, 400])
    assert area_under(run, np.array([0.1, 0.2, 0.4])) == pytest.approx((30 * 0.1 + 60 * 0.2) / 0.3)


def test_the_area_of_a_single_round_is_its_score() -> None:
    assert area_under(curve("mnlp", 0, [42.0]), np.array([0.1])) == 42.0


@given(st.lists(st.floats(0, 100), min_size=2, max_size=6))
def test_an_area_lies_between_the_lowest_and_the_highest_score(scores: list[float]) -> None:
    run = curve("mnlp", 0, scores)
    grid = np.array([point.words_fraction for point in run])
    assert min(scores) - 1e-9 <= area_under(run, grid) <= max(scores) + 1e-9


def test_the_grid_is_the_mean_share_of_each_round_that_all_have_reached() -> None:
    curves = by_strategy(
        points(
            curve("mnlp", 0, [1, 2, 3], [100, 200, 300]),
            curve("mnlp", 1, [1, 2], [104, 210]),
            curve("random", 0, [1, 2, 3], [102, 220, 330]),
        )
    )
    assert round_grid(curves).tolist() == pytest.approx([0.102, 0.21])
    assert round_grid({}).tolist() == []


def test_words_to_a_score_by_interpolation() -> None:
    run = curve("mnlp", 0, [50, 60, 90], [100, 200, 400])
    assert crossing(run, 50) == 100
    assert crossing(run, 40) == 100
    assert crossing(run, 55) == pytest.approx(150)
    assert crossing(run, 60) == pytest.approx(200)
    assert crossing(run, 75) == pytest.approx(300)
    assert crossing(run, 90) == pytest.approx(400)
    assert crossing(run, 90.01) is None
    assert crossing([], 10) is None


def test_the_first_crossing_counts_though_the_curve_falls_again() -> None:
    run = curve("mnlp", 0, [50, 70, 40, 80], [100, 200, 300, 400])
    assert crossing(run, 60) == pytest.approx(150)
    assert crossing(run, 75) == pytest.approx(387.5)


def test_words_to_a_share_of_full_data() -> None:
    runs = [
        curve("mnlp", 0, [80, 100], [100, 200]),
        curve("mnlp", 1, [90, 100], [100, 200]),
    ]
    assert words_to(runs, 100, 95, 1000) == {
        "reached": 2,
        "of": 2,
        "mean": 162.5,  # 175 and 150
        "fraction": 0.1625,
    }
    assert words_to(runs, 100, 95, None)["fraction"] is None


def test_a_run_that_never_gets_there_censors_the_mean() -> None:
    runs = [curve("mnlp", 0, [80, 100]), curve("mnlp", 1, [80, 94])]
    assert words_to(runs, 100, 95, 1000) == {
        "reached": 1,
        "of": 2,
        "mean": None,
        "fraction": None,
    }


def test_deficiency() -> None:
    assert deficiency(70, 70, 90) == 1
    assert deficiency(80, 70, 90) == 0.5
    assert deficiency(60, 70, 90) == 1.5
    assert deficiency(80, 90, 90) is None
    assert deficiency(80, 95, 90) is None
