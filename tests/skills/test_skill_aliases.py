"""Aliases: the hand-written ones, and which pairs of dictionaries are safe."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.skills.aliases import Aliases, is_initials, is_slip, resolve_aliases
from tasks.skills.dictionaries import Pair, own_aliases
from tasks.skills.normal_form import normal_form

OWN = {"javascript": "javascript", "js": "javascript", "java": "java", "t-sql": "t-sql"}


def resolved(*pairs: tuple[str, str, str], frequencies: Mapping[str, int] | None = None) -> Aliases:
    return resolve_aliases(OWN, [Pair(*pair) for pair in pairs], frequencies or {})


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("k8s", "kubernetes"),
        ("джава", "java"),
        ("JS", "javascript"),
        ("питон", "python"),
        ("ML", "machine learning"),
        ("машинное обучение", "machine learning"),
        ("нейросети", "neural networks"),
        ("постгрес", "postgresql"),
        ("фотошоп", "adobe photoshop"),
        ("photoshop", "adobe photoshop"),
        ("си++", "c++"),
        ("Golang", "go"),
        ("ui/ux", "ux/ui"),
        ("algorithm", "алгоритмы"),
        ("эксель", "ms excel"),
    ],
)
def test_hand_written(spelling: str, name: str) -> None:
    assert own_aliases()[normal_form(spelling)] == name


def test_hand_written_names_are_normal_forms_that_name_themselves() -> None:
    names = own_aliases()
    assert len(set(names.values())) > 200
    assert all(normal_form(name) == name and names[name] == name for name in names.values())


def test_a_rare_spelling_joins_a_frequent_name() -> None:
    aliases = resolved(("a", "websockets", "websocket"), frequencies={"websocket": 8})
    assert aliases.names["websockets"] == aliases.names["websocket"] == "websocket"
    assert aliases.counts["a"] == {"pairs": 1, "taken": 1, "conflicts": 0, "unsafe": 0}


def test_a_group_goes_by_its_hand_written_name() -> None:
    aliases = resolved(("a", "ecma", "javascript"), frequencies={"ecma": 4, "js": 9})
    assert aliases.names["ecma"] == "javascript"


def test_two_hand_written_names_never_become_one() -> None:
    aliases = resolved(("a", "x", "java"), ("a", "java", "js"), ("b", "java", "js"))
    assert aliases.names["java"] == "java"
    assert aliases.names["js"] == "javascript"
    assert (aliases.counts["a"]["conflicts"], aliases.counts["b"]["conflicts"]) == (1, 1)


def test_pairs_form_no_chains() -> None:
    aliases = resolved(("a", "x", "js"), ("a", "y", "java"), ("a", "y", "z"))
    assert not {"x", "z"} & aliases.names.keys()
    assert aliases.counts["a"] == {"pairs": 3, "taken": 1, "conflicts": 0, "unsafe": 2}


def test_a_hyphen_hides_no_hand_written_name() -> None:
    aliases = resolved(("a", "t sql", "java"))
    assert aliases.names["java"] == "java"
    assert aliases.counts["a"]["conflicts"] == 1


def test_two_frequent_skills_stay_two_unless_one_is_the_others_initials() -> None:
    pairs = ("a", "bash", "shell"), ("a", "gtm", "google tag manager")
    frequent = {"bash": 131, "shell": 7, "gtm": 7, "google tag manager": 13}
    aliases = resolved(*pairs, frequencies=frequent)
    assert "bash" not in aliases.names
    assert aliases.names["gtm"] == "google tag manager"
    assert aliases.counts["a"] == {"pairs": 2, "taken": 1, "conflicts": 0, "unsafe": 1}


def test_of_loose_groups_only_slips_of_the_pen_are_taken() -> None:
    pairs = (
        ("skill_aliases", "postgesql", "postgresql"),
        ("skill_aliases", "1с: логистика", "1с: бухгалтерия"),
    )
    aliases = resolved(*pairs)
    assert aliases.names["postgesql"] == aliases.names["postgresql"]
    assert "1с: логистика" not in aliases.names


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("postgesql", "postgresql", True),
        ("построение дашбодов", "построение дашбордов", True),
        ("аналитик", "аналитика", False),
        ("бюджетирование фот", "бюджетирование", False),
        ("bpm", "bpmn", False),
        ("анализ продаж", "анализ рисков", False),
        ("pyspark", "spark", False),
    ],
)
def test_slips_of_the_pen(first: str, second: str, expected: bool) -> None:
    assert is_slip(first, second) is is_slip(second, first) is expected


def test_initials() -> None:
    assert is_initials("gtm", "google tag manager")
    assert is_initials("object-oriented programming", "oop")
    assert not is_initials("go", "google")
    assert not is_initials("sql", "sqlite")


KEYS = st.sampled_from(["a", "b", "c", "d", "javascript", "js", "java", "t sql", "jva", "a b c"])


@given(
    st.lists(st.tuples(st.sampled_from("xy"), KEYS, KEYS)), st.dictionaries(KEYS, st.integers(0, 9))
)
def test_a_look_up_never_takes_two_steps(
    pairs: list[tuple[str, str, str]], frequencies: dict[str, int]
) -> None:
    aliases = resolved(*pairs, frequencies=frequencies)
    names = aliases.names
    assert all(names[name] == name for name in names.values())
    assert all(names[key] == name for key, name in OWN.items())
    for count in aliases.counts.values():
        assert count["taken"] + count["conflicts"] + count["unsafe"] <= count["pairs"]
    assert resolved(*pairs, frequencies=frequencies) == aliases
