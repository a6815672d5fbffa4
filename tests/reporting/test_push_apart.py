"""Scales, ticks and labels: what keeps a chart readable whatever the numbers are."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tasks.reporting.svg import Scale, element, number, push_apart, text, ticks_around, ticks_within
from tasks.reporting.theme import abridged

positions = st.lists(st.floats(-50, 450, allow_nan=False), min_size=1, max_size=25)


@given(positions)
def test_labels_keep_their_distance_their_order_and_the_panel(wanted: list[float]) -> None:
    placed = push_apart(wanted, gap=15, low=0, high=400)
    in_order = [y for _, y in sorted(zip(wanted, placed, strict=True), key=lambda pair: pair[0])]
    assert all(b - a >= 15 - 1e-6 for a, b in pairwise(sorted(placed)))
    assert in_order == sorted(placed) or len(set(wanted)) < len(wanted)
    assert min(placed) >= -1e-6
    assert max(placed) <= 400 + 1e-6


@given(positions)
def test_placing_again_moves_nothing(wanted: list[float]) -> None:
    placed = push_apart(wanted, gap=15, low=0, high=400)
    assert push_apart(placed, gap=15, low=0, high=400) == pytest.approx(placed, abs=1e-6)


@given(positions, st.integers(0, 2**32 - 1))
def test_no_other_placing_in_the_same_order_is_nearer(wanted: list[float], seed: int) -> None:
    generator = np.random.default_rng(seed)
    target = np.sort(np.array(wanted))
    ours = np.array(push_apart(list(target), gap=15, low=0, high=400))
    slack = np.sort(generator.uniform(0, 400 - 15 * (len(target) - 1), len(target)))
    other = slack + 15 * np.arange(len(target))
    assert np.sum((ours - target) ** 2) <= np.sum((other - target) ** 2) + 1e-6


def test_labels_with_room_stay_and_a_pair_moves_evenly() -> None:
    assert push_apart([300, 10, 100], gap=15, low=0, high=400) == [300, 10, 100]
    assert push_apart([100, 100], gap=10, low=0, high=400) == [95, 105]


def test_more_labels_than_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        push_apart([1, 2, 3], gap=10, low=0, high=19)


@given(st.floats(-100, 100), st.floats(1e-3, 100), st.integers(2, 9))
def test_ticks_enclose_the_data_in_few_equal_round_steps(
    low: float, span: float, intervals: int
) -> None:
    high = low + span
    ticks = ticks_around(low, high, intervals)
    steps = np.diff(ticks)
    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= high - 1e-6 * span
    assert len(ticks) <= intervals + 2
    assert np.allclose(steps, steps[0])
    mantissa = steps[0] / 10 ** math.floor(math.log10(steps[0] * (1 + 1e-9)))
    assert min(abs(mantissa - nice) for nice in (1, 2, 2.5, 5)) < 1e-3


def test_ticks_within_stay_inside() -> None:
    assert ticks_within(0, 0.161, 8) == [0, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15]


def test_equal_values_still_give_a_range() -> None:
    assert ticks_around(90, 90, 5)[0] < 90 < ticks_around(90, 90, 5)[-1]


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_a_scale_maps_its_ends(low: float, high: float) -> None:
    assume(abs(high - low) > 1e-3)
    scale = Scale(low, high, 300, 20)
    assert scale(low) == pytest.approx(300)
    assert scale(high) == pytest.approx(20)


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (-0.001, "0"), (2.126, "2.13"), (100.0, "100")]
)
def test_coordinates_are_short(value: float, written: str) -> None:
    assert number(value) == written


@given(st.text(st.characters(exclude_characters="…"), max_size=40), st.integers(5, 30))
def test_an_abridged_name_keeps_both_ends(name: str, characters: int) -> None:
    short = abridged(name, characters)
    head, _, tail = short.partition("…") if short != name else (name, "", "")
    assert len(short) == min(len(name), characters)
    assert name.startswith(head)
    assert name.endswith(tail)
    assert len(head) - len(tail) in (0, 1) or short == name


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")))
def test_any_name_survives_as_attribute_and_as_text(name: str) -> None:
    group = ElementTree.fromstring(element("g", text(name, 0, 0, "a"), data_name=name))
    assert group.attrib["data-name"] == name
    assert (group[0].text or "") == name
