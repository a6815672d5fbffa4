"""Statistics of curves whose answers are known by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_simulations import curve

from tasks.simulation.statistics import (
    area_under,
    by_strategy,
    crossing,
    deficiency,
    notes,
    round_grid,
    scalars_of,
    spread,
    summarise,
    words_to,
)

FULL = [curve("full", seed, [f1], [1000]) for seed, f1 in ((0, 89.0), (1, 91.0))]


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


def test_curves_by_strategy_and_seed_in_order_of_rounds() -> None:
    mixed = points(curve("random", 3, [1, 2]), curve("mnlp", 0, [5, 6, 7]), curve("random", 1, [4]))
    curves = by_strategy(mixed[::-1])
    assert {name: list(runs) for name, runs in curves.items()} == {"random": [1, 3], "mnlp": [0]}
    assert [point.f1 for point in curves["mnlp"][0]] == [5, 6, 7]


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


def test_spread() -> None:
    assert spread(np.array([1.0, 2.0, 3.0])) == {
        "mean": 2.0,
        "std": 1.0,
        "stderr": round(3**-0.5, 4),
        "n": 3,
    }
    assert spread(np.array([50.0])) == {"mean": 50.0, "std": None, "stderr": None, "n": 1}


def test_without_a_seed_there_is_nothing_to_note() -> None:
    assert notes(0) == []


@pytest.mark.parametrize("seeds", range(1, 11))
def test_notes_tell_what_so_few_seeds_cannot_show(seeds: int) -> None:
    said = notes(seeds)
    if seeds >= 6:
        assert said == []
        return
    p = {1: "1", 2: "0.5", 3: "0.25", 4: "0.125", 5: "0.0625"}[seeds]
    number = "1 seed " if seeds == 1 else f"{seeds} seeds "
    assert number in said[0]
    assert "cannot be significant" in said[0]
    assert f"two-sided p is {p}." in said[0]


def test_the_scalars_of_a_run() -> None:
    run = curve("mnlp", 0, [80, 96], [100, 200])
    assert scalars_of(run, 88.123456, 100.0) == {
        "alc": 88.1235,
        "f1_last": 96,
        "words_to_95": 193.8,
        "words_to_98": None,
        "words_to_99": None,
    }
    assert scalars_of(run, 88.0, None)["words_to_95"] is None


def test_a_whole_sweep() -> None:
    summary = summarise(
        points(
            *FULL,
            curve("random", 0, [50, 70]),
            curve("random", 1, [52, 72]),
            curve("mnlp", 0, [50, 90]),
            curve("mnlp", 1, [52, 88]),
        )
    )
    assert summary["seeds"] == [0, 1]
    assert summary["grid"] == [0.1, 0.2]
    assert summary["full"]["f1"]["mean"] == 90.0
    assert list(summary["strategies"]) == ["random", "mnlp"]
    random, mnlp = summary["strategies"].values()
    assert random["alc"] == {"mean": 61.0, "std": 1.4142, "stderr": 1.0, "n": 2}
    assert random["deficiency"] == {"mean": 1.0, "std": 0.0, "stderr": 0.0, "n": 2}
    assert mnlp["deficiency"]["mean"] == pytest.approx((20 / 30 + 20 / 28) / 2, abs=1e-4)
    assert mnlp["f1_last"]["mean"] == 89.0
    assert mnlp["words_to"]["95"] == {
        "reached": 2,
        "of": 2,
        "mean": round((100 + 100 * 35.5 / 40 + 100 + 100 * 33.5 / 36) / 2, 1),
        "fraction": round((100 + 100 * 35.5 / 40 + 100 + 100 * 33.5 / 36) / 2000, 6),
    }
    assert random["words_to"]["95"]["reached"] == 0
    assert mnlp["runs"]["0"]["alc"] == 70.0
    assert mnlp["runs"]["1"]["words_to_99"] is None
    assert "2 seeds" in summary["notes"][0]


def test_a_sweep_without_full_data_or_random_has_no_reference() -> None:
    summary = summarise(curve("mnlp", 0, [50, 90]))
    assert summary["full"] is None
    assert summary["strategies"]["mnlp"]["deficiency"] is None
    assert summary["strategies"]["mnlp"]["words_to"] == {}
    assert summary["strategies"]["mnlp"]["alc"]["mean"] == 70.0
    assert (
        summarise(points(*FULL, curve("mnlp", 0, [50])))["strategies"]["mnlp"]["deficiency"] is None
    )


def test_a_simulation_that_stopped_early_has_no_part_in_the_comparison() -> None:
    whole = points(curve("random", 0, [10, 20, 90]), curve("mnlp", 0, [10, 20, 60]))
    cut = points(curve("mnlp", 1, [0, 0]), curve("badge", 0, [0]))
    summary, undisturbed = summarise([*whole, *cut]), summarise(whole)
    assert summary == undisturbed
    assert list(summary["strategies"]) == ["random", "mnlp"]
    assert summary["strategies"]["mnlp"]["seeds"] == [0]


def test_only_full_data_so_far() -> None:
    summary = summarise(points(*FULL))
    assert summary["strategies"] == {}
    assert summary["full"]["f1"]["n"] == 2
