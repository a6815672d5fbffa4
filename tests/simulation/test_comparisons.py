"""Paired comparisons against enumeration, another library and answers known by hand."""

from __future__ import annotations

from itertools import pairwise, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, wilcoxon

from tasks.simulation.comparisons import (
    compare,
    holm,
    mean_interval,
    paired_differences,
    signed_rank_p,
)

# Few different numbers, so that ties and zeros are the rule.
TIED = st.lists(st.sampled_from([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0]), min_size=1, max_size=8)
P_VALUES = st.lists(st.sampled_from([0.001, 0.01, 0.02, 0.04, 0.3, 1.0]), min_size=1, max_size=5)


def generator() -> np.random.Generator:
    return np.random.default_rng(3)


def areas(first: list[float], second: list[float]) -> dict[str, dict[int, float]]:
    return {"ours": dict(enumerate(first)), "mnlp": dict(enumerate(second))}


def only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows
    return row


@given(TIED)
def test_p_is_the_share_of_sign_flips_that_are_as_far_out(values: list[float]) -> None:
    moved = np.array([value for value in values if value])
    ranks = rankdata(np.abs(moved))

    def distance(signs: Any) -> float:
        return abs(float((np.array(signs) * ranks).sum()))

    flips = list(product((-1, 1), repeat=len(moved)))
    far = sum(distance(signs) >= distance(np.sign(moved)) for signs in flips)
    assert signed_rank_p(np.array(values)) == pytest.approx(far / len(flips), abs=1e-12)


@pytest.mark.parametrize("pairs", [1, 2, 5, 12, 30])
def test_without_ties_p_is_scipys_exact_one(pairs: int) -> None:
    differences = generator().normal(0.4, size=pairs)
    assert signed_rank_p(differences) == pytest.approx(wilcoxon(differences, method="exact").pvalue)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([1, 2, 3, 4, 5], 0.0625),
        ([1, 1, 1, 1, 1, 1], 0.03125),
        ([0, 0, 1, 2, 3, 4], 0.125),  # zeros are left out
        ([0, 0], 1.0),
        ([7], 1.0),
    ],
)
def test_p_values_known_by_hand(differences: list[float], p: float) -> None:
    assert signed_rank_p(np.array(differences, dtype=float)) == p


def test_without_a_pair_there_is_no_p() -> None:
    assert signed_rank_p(np.array([])) is None


def test_only_common_seeds_are_paired_and_the_last_bits_do_not_untie() -> None:
    first, second = {3: 0.3, 1: 5.0, 9: 1.0}, {1: 4.0, 3: 0.1 + 0.2, 4: 2.0}
    assert paired_differences(first, second).tolist() == [1.0, 0.0]


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_what_was_not_tested_still_counts() -> None:
    assert holm([None, 0.02, None]) == [None, pytest.approx(0.06), None]


@given(P_VALUES)
def test_holm_rejects_what_the_step_down_procedure_rejects(p_values: list[float]) -> None:
    corrected = holm(p_values)
    for level in (0.005, 0.05, 0.1, 0.7):
        rejected = set()
        for step, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
            if p_values[index] > level / (len(p_values) - step):
                break
            rejected.add(index)
        assert {index for index, p in enumerate(corrected) if p is not None and p <= level} == (
            rejected
        )


@given(P_VALUES)
def test_holm_keeps_the_order_and_never_helps(p_values: list[float]) -> None:
    paired = sorted(zip(p_values, holm(p_values), strict=True))
    assert all(before <= after for (_, before), (_, after) in pairwise(paired))
    assert all(raw <= corrected <= 1 for raw, corrected in paired)


@settings(max_examples=25)
@given(st.lists(st.floats(-5, 5).map(lambda x: round(x, 3)), min_size=2, max_size=8))
def test_an_interval_holds_the_mean_and_lies_among_the_differences(values: list[float]) -> None:
    interval = mean_interval(np.array(values), generator())
    if len(set(values)) == 1:
        assert interval is None
    else:
        low, high = interval or (np.nan, np.nan)
        assert min(values) - 1e-9 <= low <= np.mean(values) <= high <= max(values) + 1e-9


def test_an_interval_of_many_is_the_normal_one_and_narrower() -> None:
    few, many = (generator().normal(1, 2, size=size) for size in (20, 500))
    for values in (few, many):
        low, high = mean_interval(values, generator()) or (np.nan, np.nan)
        half = 1.96 * values.std(ddof=1) / len(values) ** 0.5
        assert low == pytest.approx(values.mean() - half, abs=0.15 * half)
        assert high == pytest.approx(values.mean() + half, abs=0.15 * half)


def test_one_seed_has_no_interval() -> None:
    assert mean_interval(np.array([1.0]), generator()) is None


def test_a_comparison_that_can_be_and_is_significant() -> None:
    first, second = [80.0 + seed for seed in range(10)], [79.0] * 10
    row = only(compare(areas(first, second), [("ours", "mnlp")]))
    interval = row.pop("interval")
    assert interval[0] < 5.5 < interval[1]
    assert row == {
        "first": "ours",
        "second": "mnlp",
        "n": 10,
        "difference": 5.5,
        "p": 0.001953,
        "p_holm": 0.001953,
        "planned": True,
        "significant": True,
        "note": None,
    }


def test_a_comparison_that_could_be_significant_and_is_not() -> None:
    wave = [80.0 + (-1) ** seed * seed for seed in range(10)]
    row = only(compare(areas(wave, [80.0] * 10), [("mnlp", "ours")]))
    assert row["significant"] is False
    assert (row["first"], row["difference"]) == ("mnlp", 0.5)


@pytest.mark.parametrize("seeds", range(1, 9))
def test_what_so_few_seeds_can_never_show_is_neither_true_nor_false(seeds: int) -> None:
    best, worst = [90.0 + seed for seed in range(seeds)], [10.0] * seeds
    table = {**areas(best, worst), "wbadge": dict.fromkeys(range(seeds), 20.0)}
    alone = only(compare(areas(best, worst), [("ours", "mnlp")]))
    both = compare(table, [("ours", "mnlp"), ("ours", "wbadge")])[:2]
    assert alone["significant"] is (True if seeds >= 6 else None)
    assert [row["significant"] for row in both] == [True if seeds >= 7 else None] * 2
    if seeds < 6:
        assert alone["note"].startswith(f"cannot be significant with {seeds} seed")
    elif seeds == 6:
        assert both[0]["note"].startswith("cannot be significant with 6 seeds and 2 comparisons")


def test_a_planned_pair_that_was_not_run_stays_in_its_family() -> None:
    table = areas([90.0 + seed for seed in range(6)], [10.0] * 6)
    shown, missing = compare(table, [("ours", "mnlp"), ("ours", "wbadge")])
    assert (shown["p"], shown["p_holm"], shown["significant"]) == (0.03125, 0.0625, None)
    nothing = {**dict.fromkeys(("difference", "interval", "p", "p_holm", "significant")), "n": 0}
    names = {"first": "ours", "second": "wbadge", "planned": True}
    assert missing == {**nothing, **names, "note": "no seed in common"}


def test_exploratory_pairs_are_corrected_among_themselves_and_never_called_significant() -> None:
    seeds = range(12)
    table = {
        name: {s: place * 10.0 + s * place for s in seeds} for place, name in enumerate("dcba")
    }
    rows = compare(table, [("d", "a"), ("a", "d"), ("d", "a")])
    named = [(row["first"], row["second"], row["planned"]) for row in rows]
    others = [(*pair, False) for pair in ("ab", "ac", "bc", "bd", "cd")]
    assert named == [("d", "a", True), *others]
    raw = 2 / 2**12
    assert rows[0]["p_holm"] == pytest.approx(raw, abs=1e-6)
    for row in rows[1:]:
        assert row["p_holm"] == pytest.approx(5 * raw, abs=1e-6)
        assert row["significant"] is None
        assert row["note"] == "exploratory"


def test_the_other_way_round_the_difference_changes_its_sign_alone() -> None:
    table = areas([3.0, 1.0, 4.0, 1.0, 5.0], [2.0, 7.0, 1.0, 8.0, 2.0])
    one, other = (only(compare(table, [pair])) for pair in permutations(table))
    assert one["difference"] == -other["difference"]
    assert one["interval"] == [-end for end in other["interval"][::-1]]
    assert (one["p"], one["p_holm"], one["note"]) == (other["p"], other["p_holm"], other["note"])


def test_another_strategy_does_not_move_a_planned_comparison() -> None:
    table = areas([3.0, 1.0, 4.0, 1.0, 5.0], [2.0, 7.0, 1.0, 8.0, 2.0])
    more = {**table, "badge": dict.fromkeys(range(5), 1.0)}
    assert compare(more, [("ours", "mnlp")])[0] == only(compare(table, [("ours", "mnlp")]))


def test_doubts_about_intervals_are_told() -> None:
    few = only(compare(areas([1.0, 2.0, 4.0], [1.0, 1.0, 1.0])))
    assert few["note"] == (
        "exploratory; cannot be significant with 3 seeds; 3 seeds make too narrow an interval"
    )
    equal = only(compare(areas([2.0, 3.0], [1.0, 2.0]), [("ours", "mnlp")]))
    assert equal["interval"] is None
    assert equal["note"] == "cannot be significant with 2 seeds; all differences are equal"
