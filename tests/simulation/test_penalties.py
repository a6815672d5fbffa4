"""The penalty matrix against SciPy's paired t-test and sweeps whose answers are known by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import ttest_rel

from tasks.simulation.penalties import beaten_rounds, penalties, sum_penalties


def by_seed(**scores: Sequence[Sequence[float]]) -> dict[str, dict[int, Sequence[float]]]:
    """F1 of strategies by round, from one list a seed."""
    return {name: dict(enumerate(runs)) for name, runs in scores.items()}


def test_a_matrix_by_hand() -> None:
    told = penalties(
        by_seed(
            random=[[90, 50, 60], [90, 51, 62], [90, 52, 61]],
            mnlp=[[10, 70, 61], [10, 72, 60], [10, 71, 62]],  # better in round 1, level in 2
            badge=[[10, 40, 80], [10, 42, 81], [10, 40, 82]],  # worse in round 1, better in 2
        )
    )
    assert told == {
        "strategies": ["badge", "mnlp", "random"],
        "rounds": 2,
        "matrix": [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0, 0]],
        "beaten": [0.5, 0.25, 0.5],
    }


def test_a_round_is_won_exactly_when_scipys_paired_test_says_so() -> None:
    random = np.random.default_rng(5)
    first, second = random.normal(0.5, size=(5, 400)), random.normal(size=(5, 400))
    tested = ttest_rel(first, second, axis=0)
    won = ((tested.pvalue < 0.05) & (tested.statistic > 0)).sum()
    assert 0 < won < 200
    assert beaten_rounds(first - second, 0.05) == won


def test_five_seeds_have_the_critical_value_of_the_paper() -> None:
    shape = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    deviation = shape.std(ddof=1)
    for t, won in ((2.775, 0), (2.777, 1)):
        differences = shape + t * deviation / 5**0.5
        assert beaten_rounds(differences[:, None], 0.05) == won


def test_seeds_that_all_differ_alike_are_decisive_and_equal_ones_are_not() -> None:
    assert beaten_rounds(np.ones((2, 3)), 0.05) == 3
    assert beaten_rounds(np.zeros((2, 3)), 0.05) == 0
    assert beaten_rounds(np.ones((1, 3)), 0.05) == 0


def test_only_common_seeds_are_paired() -> None:
    told = penalties(
        {
            "mnlp": {0: [50, 61], 1: [50, 62], 7: [50, 0]},
            "random": {1: [50, 52], 0: [50, 51], 9: [50, 99]},
        }
    )
    assert told is not None
    assert told["matrix"] == [[0, 1], [0, 0]]


def test_a_strategy_that_shares_too_few_seeds_is_left_out() -> None:
    worse, better = [50.0, 51.0], [50.0, 60.0]
    told = penalties(
        {"bald": {0: worse}, "mnlp": {0: better, 1: better}, "random": {0: worse, 1: worse}}
    )
    assert told is not None
    assert told["strategies"] == ["mnlp", "random"]
    assert told["matrix"] == [[0, 1], [0, 0]]


@pytest.mark.parametrize(
    "too_little",
    [
        {},
        {"mnlp": [[1, 2], [1, 2]]},
        {"mnlp": [[1, 2]], "random": [[1, 2]]},
        {"mnlp": [[1], [1]], "random": [[1], [1]]},
    ],
)
def test_there_is_no_matrix_without_something_to_test(
    too_little: dict[str, list[list[float]]],
) -> None:
    assert penalties(by_seed(**too_little)) is None


def test_matrices_add_over_sweeps_by_name() -> None:
    one = {
        "strategies": ["badge", "mnlp", "random"],
        "rounds": 2,
        "matrix": [[0, 0.5, 1], [0, 0, 1], [0, 0, 0]],
        "beaten": [0, 0.25, 1],
    }
    other = {
        "strategies": ["mnlp", "random", "wbadge"],
        "rounds": 4,
        "matrix": [[0, 0.75, 1], [0.25, 0, 1], [0, 0, 0]],
        "beaten": [0.125, 0.375, 1],
    }
    assert sum_penalties([one, other]) == {
        "strategies": ["mnlp", "random"],
        "rounds": 6,
        "matrix": [[0, 1.75], [0.25, 0]],
        "beaten": [0.25, 1.75],
    }
    assert sum_penalties([one]) == one
    assert sum_penalties([one, {**other, "strategies": ["random", "x", "y"]}]) is None
