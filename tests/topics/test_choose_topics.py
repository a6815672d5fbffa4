"""Choosing the number of topics from a sweep: topic quality and the one-standard-error rule."""

from __future__ import annotations

import pytest

from tasks.topics.choose import choose_topics, quality


def result(kind: str, topics: int, npmi: float, diversity: float = 1.0) -> dict[str, object]:
    return {"model": kind, "topics": topics, "npmi": npmi, "diversity": diversity}


def test_quality_is_coherence_times_diversity() -> None:
    assert quality({"npmi": 0.4, "diversity": 0.5}) == pytest.approx(0.2)
    assert quality({"npmi": -0.4, "diversity": 0.5}) == pytest.approx(-0.4)


def test_each_kind_takes_its_best_number() -> None:
    sweep = [result("nmf", 8, 0.1), result("nmf", 16, 0.3), result("nmf", 32, 0.2)]
    sweep += [result("lda", 32, 0.2), result("lda", 16, 0.25, 0.5), result("lda", 8, 0.0)]
    chosen = choose_topics(sweep)
    assert {kind: choice["topics"] for kind, choice in chosen.items()} == {"lda": 32, "nmf": 16}
    assert [point["topics"] for point in chosen["nmf"]["curve"]] == [8, 16, 32]


def test_the_fewest_within_a_standard_error_of_the_best() -> None:
    # The best mean is 0.30 at 32 topics, its standard error 0.02.
    sweep = [result("nmf", 32, 0.28), result("nmf", 32, 0.32)]
    assert choose_topics([*sweep, result("nmf", 16, 0.281)])["nmf"]["topics"] == 16
    assert choose_topics([*sweep, result("nmf", 16, 0.279)])["nmf"]["topics"] == 32
    (point,) = choose_topics(sweep)["nmf"]["curve"]
    assert point == {
        "topics": 32, "quality": pytest.approx(0.3), "standard_error": pytest.approx(0.02),
        "seeds": 2,
    }  # fmt: skip


def test_equals_take_the_fewest() -> None:
    assert choose_topics([result("nmf", 9, 0.3), result("nmf", 5, 0.3)])["nmf"]["topics"] == 5
