"""Statistics of curves whose answers are known by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_simulations import curve

from tasks.simulation.statistics import by_strategy, notes, scalars_of, spread, summarise

FULL = [curve("full", seed, [f1], [1000]) for seed, f1 in ((0, 89.0), (1, 91.0))]


def points(*curves: list) -> list:
    return [point for run in curves for point in run]


def test_curves_by_strategy_and_seed_in_order_of_rounds() -> None:
    mixed = points(curve("random", 3, [1, 2]), curve("mnlp", 0, [5, 6, 7]), curve("random", 1, [4]))
    curves = by_strategy(mixed[::-1])
    seeds = [(name, list(runs)) for name, runs in curves.items()]
    assert seeds == [("mnlp", [0]), ("random", [1, 3])]
    assert [point.f1 for point in curves["mnlp"][0]] == [5, 6, 7]


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
    assert list(summary["strategies"]) == ["mnlp", "random"]
    mnlp, random = summary["strategies"].values()
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


def test_a_simulation_that_a_rule_stopped_came_to_its_end() -> None:
    # The last sentence's overshoot makes b's seed 0 stop a round later than all others.
    runs = [
        curve("a", 0, [50, 70], [101, 301]),
        curve("a", 1, [50, 70], [101, 301]),
        curve("b", 0, [50, 60, 80], [101, 295, 305]),
        curve("b", 1, [50, 60], [101, 301]),
    ]
    ended = [[*run[:-1], run[-1]._replace(stopped="words")] for run in runs]
    summary = summarise(points(*ended, *FULL), planned=[("a", "b")])
    assert {name: one["seeds"] for name, one in summary["strategies"].items()} == {
        "a": [0, 1], "b": [0, 1],
    }  # fmt: skip
    assert len(summary["grid"]) == 2  # what all of them reached
    assert summary["strategies"]["b"]["words_end"]["mean"] == 303
    (pair,) = summary["comparisons"]["pairs"]
    assert pair["n"] == 2
    assert pair["difference"] > 0
    unstopped = summarise(points(*runs, *FULL))
    assert list(unstopped["strategies"]) == ["b"]


def test_a_simulation_that_stopped_early_has_no_part_in_the_comparison() -> None:
    whole = points(curve("random", 0, [10, 20, 90]), curve("mnlp", 0, [10, 20, 60]))
    cut = points(curve("mnlp", 1, [0, 0]), curve("badge", 0, [0]))
    summary, undisturbed = summarise([*whole, *cut]), summarise(whole)
    assert list(summary["strategies"]) == ["mnlp", "random"]
    for name, values in summary["strategies"].items():
        ends = {"left_out", "words_end", "f1_end"}
        assert {**values, **dict.fromkeys(ends)} == {
            **undisturbed["strategies"][name],
            **dict.fromkeys(ends),
        }
    for what in ("seeds", "grid", "comparisons"):
        assert summary[what] == undisturbed[what]


def test_where_simulations_ended_is_told_of_all_of_them() -> None:
    summary = summarise(
        points(
            *FULL,
            curve("random", 0, [10, 20, 90]),
            curve("random", 1, [10, 20, 90]),
            curve("mnlp", 0, [10, 20, 60]),
            curve("mnlp", 2, [10, 80]),
            curve("mnlp", 1, [10, 70]),
            curve("badge", 3, [10]),
        )
    )
    mnlp, random = summary["strategies"].values()
    assert (random["left_out"], random["words_end"]["mean"]) == ([], 300)
    assert mnlp["left_out"] == [1, 2]
    assert mnlp["words_end"] == {"mean": 233.3333, "std": 57.735, "stderr": 33.3333, "n": 3}
    assert mnlp["f1_end"]["mean"] == 70
    assert (mnlp["seeds"], mnlp["alc"]["n"]) == ([0], 1)
    badge = summary["stopped_early"].pop("badge")
    assert summary["stopped_early"] == {}
    assert (badge["left_out"], badge["words_end"]["mean"], badge["f1_end"]["n"]) == ([3], 100, 1)
    assert summary["notes"][-1].startswith("3 simulations ended before the last round, and have")


@given(st.permutations(range(26)), st.sampled_from([[], [("mnlp", "random")]]))
def test_the_order_of_rows_changes_no_byte(order: list[int], planned: list) -> None:
    rows = points(
        *FULL,
        *(
            curve(
                name, seed, [10.1, 20.2 + seed + late, 90.7 / seed], [100 + late, 203, 309 + seed]
            )
            for late, name in enumerate(("random", "mnlp"))
            for seed in (1, 2, 3)
        ),
        curve("badge", 0, [1.0, 2.0, 3.0]),
        curve("badge", 1, [4.0, 5.0, 7.0]),
    )
    shuffled = summarise([rows[index] for index in order], planned)
    assert json.dumps(shuffled) == json.dumps(summarise(rows, planned))


def test_only_full_data_so_far() -> None:
    summary = summarise(points(*FULL))
    assert summary["strategies"] == {}
    assert summary["full"]["f1"]["n"] == 2
