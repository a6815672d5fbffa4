"""Which names are too general, by list and by measure."""

from __future__ import annotations

import pytest
from made_up_skills import vocabulary_of

from tasks.skills.general import Generality, Limits, measure, without_general


def test_the_measure_by_hand() -> None:
    listed = [{"a"}, {"a"}, {"b"}, {"b"}, {"b"}, set()]
    mentioned = [{"a", "b"}, {"a"}, {"b"}, {"a"}, set(), {"a", "b"}]
    measured = measure(["a", "b", "c"], listed, mentioned)
    assert measured["a"].mentioned == 3
    assert measured["a"].specificity == pytest.approx(2 / 3)
    assert measured["a"].lift == pytest.approx((2.5 / 3) / (1.5 / 4))
    assert measured["b"] == Generality(2, 1 / 2, (1.5 / 4) / (1.5 / 3))
    assert measured["c"] == Generality(0, 1.0, (0.5 / 1) / (0.5 / 6))


NAMES = ["банк", "обучение", "python", "android", "связь", "проверено", "редкое"]
VOCABULARY = vocabulary_of([tuple(NAMES)], 1)
MEASURED = {
    "банк": Generality(500, 0.05, 9.0),
    "обучение": Generality(500, 0.30, 1.2),
    "python": Generality(500, 0.60, 20.0),
    "android": Generality(130, 0.26, 20.0),
    "связь": Generality(300, 0.01, 3.0),
    "проверено": Generality(300, 0.01, 3.0),
    "редкое": Generality(9, 0.0, 1.0),
}


def removed(vouched: frozenset[str] = frozenset(), limits: Limits | None = None) -> dict[str, str]:
    fewer = without_general(
        VOCABULARY, MEASURED, 1000,
        general=["участие"], reported=["банк", "android"], vouched=vouched, limits=limits,
    )  # fmt: skip
    assert set(fewer.names) | set(fewer.removed) == set(NAMES)
    return {name: str(one["reason"]) for name, one in fewer.removed.items()}


def test_every_reason() -> None:
    assert removed(frozenset({"проверено"})) == {
        "банк": "on the report's list and unspecific",
        "обучение": "mentioned whether listed or not",
        "связь": "mentioned everywhere, hardly ever listed",
    }


def test_what_is_vouched_for_stays() -> None:
    assert removed(frozenset(NAMES)) == {}


def test_the_limits_are_parameters() -> None:
    limits = Limits(mentioned=0.0, specificity=0.0, lift=0.0, reported=0.3)
    assert set(removed(limits=limits)) == {"банк", "android"}
    assert set(removed(limits=Limits(mentioned=0.0))) >= {"редкое"}


def test_a_listed_entry_goes_in_any_inflection() -> None:
    vocabulary = vocabulary_of([("Стремление", "Python")], 1)
    measured = dict.fromkeys(vocabulary.names, Generality(0, 1.0, 9.0))
    fewer = without_general(vocabulary, measured, 1, general=["стремления", "стремление"])
    assert fewer.names == ("python",)
    assert fewer.removed["стремление"] == {
        "reason": "on our list", "vacancies": 1, "mentioned": 0, "specificity": 1.0, "lift": 9.0
    }  # fmt: skip
