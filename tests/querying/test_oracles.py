"""The yardsticks themselves: enumerated laws, and a chi-square test that tells laws apart."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from chi_square import FALSE_ALARM, follows, p_value
from oracles import Draw, exhaustive_furthest_first, law, seeding

FAIR = dict.fromkeys(range(6), 1 / 6)


def test_the_law_of_three_points_on_a_line_by_hand() -> None:
    # At 1, 2 and 4 with weights 1, 1, 2: the first centre is drawn ∝ 1, 4, 32.
    points, weights = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 1.0, 2.0])
    assert law(seeding(points, weights), size=3, places=2) == pytest.approx(
        {
            (0, 1): 1 / 37 * 1 / 19,
            (0, 2): 1 / 37 * 18 / 19,
            (1, 0): 4 / 37 * 1 / 9,
            (1, 2): 4 / 37 * 8 / 9,
            (2, 0): 32 / 37 * 9 / 13,
            (2, 1): 32 / 37 * 4 / 13,
        }
    )


def test_furthest_first_of_four_points_on_a_line_by_hand() -> None:
    points = np.array([[0.0], [1.0], [5.0], [9.0]])
    assert exhaustive_furthest_first(points, np.array([[0.0]])) == [3, 2, 1, 0]


def test_false_alarms_are_as_rare_as_stated() -> None:
    generator = np.random.default_rng(1)
    p_values = [p_value(_rolls(generator, list(FAIR.values())), FAIR) for _ in range(2000)]
    # p-values of a right law are uniform: a tenth lies below 0.1, within five deviations.
    assert np.mean(np.array(p_values) < 0.1) == pytest.approx(0.1, abs=5 * 0.0067)
    assert sum(p < FALSE_ALARM for p in p_values) <= 3


def test_a_loaded_die_is_caught() -> None:
    loaded = _rolls(np.random.default_rng(2), [0.2, 0.16, 0.16, 0.16, 0.16, 0.16])
    assert not follows(loaded.elements(), FAIR)


def test_an_impossible_draw_is_caught() -> None:
    certain: dict[Draw, float] = {(0,): 1.0, (1,): 0.0}
    assert not follows([(0,)] * 10_000 + [(1,)], certain)
    assert not follows([(0,)] * 10_000 + [(2,)], certain)


def _rolls(generator: np.random.Generator, chances: list[float]) -> Counter[int]:
    return Counter(dict(enumerate(generator.multinomial(4000, chances).tolist())))
