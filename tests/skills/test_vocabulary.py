"""The vocabulary: what counts as one skill, and how a query finds it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_skills import VOCABULARY, vocabulary_of

from tasks.errors import UserError
from tasks.skills.building import key_frequencies
from tasks.skills.vocabulary import Vocabulary, pieces

PROJECT = Path(__file__).parents[2]


def test_spellings_of_one_skill_are_counted_together() -> None:
    assert {name: VOCABULARY.counts[name] for name in VOCABULARY.names} == {
        "1с": 2,
        "1с: предприятие": 2,
        ".net": 2,
        "c": 3,
        "c++": 3,
        "go": 2,
        "machine learning": 3,
        "ms excel": 3,
        "ms word": 2,
        "neural networks": 2,
        "python": 3,
        "r": 2,
        "sql": 2,
        "stm32": 2,
        "ux/ui": 2,
        "анализ данных": 2,
        "базы данных": 3,
        "микроконтроллеры": 2,
        "разработка по": 2,
        "управление продуктом": 2,
    }


def test_names_stand_most_frequent_first() -> None:
    assert list(VOCABULARY.names) == sorted(
        VOCABULARY.names, key=lambda name: (-VOCABULARY.counts[name], name)
    )
    assert all(VOCABULARY.names[place] == name for name, place in VOCABULARY.index.items())


def test_a_skill_shows_as_most_write_it() -> None:
    shown = VOCABULARY.displays
    assert (shown["1с"], shown["sql"], shown["ux/ui"]) == ("1C", "SQL", "UX/UI")
    assert shown.keys() == set(VOCABULARY.names)


def test_listing_a_skill_twice_counts_once() -> None:
    lists = [("SQL", "sql", "Основы SQL"), ("Git",)]
    assert vocabulary_of(lists, 1).counts == {"git": 1, "sql": 1}
    assert key_frequencies(lists)["sql"] == 1


def test_the_threshold_counts_all_spellings() -> None:
    lists = [("k8s",), ("Kubernetes",), ("кубер",), ("Git",)]
    assert vocabulary_of(lists, 3).names == ("kubernetes",)
    assert vocabulary_of(lists, 4).names == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("С/С++", ("c", "c++")),
        ("c\\c++", ("c", "c++")),
        ("джава", ()),
        ("Рython 3.9", ("python",)),
        ("Машинного обучения", ("machine learning",)),
        ("нейронных сетей", ("neural networks",)),
        ("UI / UX", ("ux/ui",)),
        ("ux-ui", ("ux/ui",)),
        ("опыт работы с базами данных", ("базы данных",)),
        ("уверенное знание MS Excel", ("ms excel",)),
        ("1С:Предприятие 8.3", ("1с: предприятие",)),
        ("1c", ("1с",)),
        ("Excel (Word, R)", ("ms excel", "ms word", "r")),
        ("неизвестное (SQL)", ("sql",)),
        ("stm 32", ("stm32",)),
        ("", ()),
    ],
)
def test_normalise(text: str, names: tuple[str, ...]) -> None:
    assert VOCABULARY.normalise(text) == names


def test_the_reports_queries() -> None:
    skills = ["Python", "NLP", "Алгоритмы", "Нейронные сети", "Микроконтроллеры", "STM32", "C"]
    design = ["Дизайн", "Adobe Photoshop", "Figma", "3D", "UX/UI"]
    vocabulary = vocabulary_of([tuple(skills + design)], 1)
    assert vocabulary.parse("python, nlp, algorithm, нейросети") == (
        ("python", "natural language processing", "алгоритмы", "neural networks"),
        (),
    )
    assert vocabulary.parse("микроконтроллер, stm32, c") == (("микроконтроллеры", "stm32", "c"), ())
    assert vocabulary.parse("design, photoshop, figma, 3d, ux-ui") == (
        ("дизайн", "adobe photoshop", "figma", "3d", "ux/ui"),
        (),
    )


@pytest.mark.parametrize(
    ("compound", "names"),
    [
        ("UX/UI", ("ux/ui",)),
        ("TCP/IP", ("tcp/ip",)),
        ("CI/CD", ("ci/cd",)),
        ("PL/SQL", ("pl/sql",)),
        ("Oracle PL/SQL", ("pl/sql",)),
        ("A/B testing", ("a/b тестирование",)),
        ("HTML/CSS", ("html", "css")),
        ("B2B/B2C", ("b2b", "b2c")),
        ("Docker / Kubernetes", ("docker", "kubernetes")),
        ("Приём/выдача", ("прием/выдача",)),
    ],
)
def test_a_compound_is_one_skill_only_when_its_parts_are_none(
    compound: str, names: tuple[str, ...]
) -> None:
    alone = ("HTML", "CSS", "B2B", "B2C", "Docker", "K8s", "SQL", "TCP", "UI", "CI")
    vocabulary = vocabulary_of([alone, (compound,)], 1)
    assert vocabulary.normalise(compound) == names


def test_parse_tells_known_from_unknown() -> None:
    known, unknown = VOCABULARY.parse("Питон; с/с++,, Excel (Word, R)\nхождение по канату, python ")
    assert known == ("python", "c", "c++", "ms excel", "ms word", "r")
    assert unknown == ("хождение по канату",)


def test_pieces_leave_brackets_whole() -> None:
    assert pieces("a (b, c), d; (e\nf") == ["a (b, c)", "d", "(e", "f"]


@given(
    st.text(max_size=60) | st.lists(st.sampled_from("c/++ 1с ,;( ) питон .").map(str)).map("".join)
)
def test_parse_never_raises_and_knows_only_names(line: str) -> None:
    known, unknown = VOCABULARY.parse(line)
    assert set(known) <= set(VOCABULARY.names)
    assert len(set(known)) == len(known)
    assert all(piece.strip() == piece for piece in unknown)


def test_every_name_and_spelling_is_found_again() -> None:
    for name in VOCABULARY.names:
        assert VOCABULARY.normalise(name) == (name,)
    for surface, name in VOCABULARY.surfaces.items():
        assert VOCABULARY.normalise(surface)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("питонн", "python"),
        ("pyton", "python"),
        ("экссель", "ms excel"),
        ("машиное обучение", "machine learning"),
        ("mashinnoe obuchenie", "machine learning"),
        ("нейросеить", "neural networks"),
        ("stm-32", "stm32"),
    ],
)
def test_the_nearest_known_skill(text: str, name: str) -> None:
    assert VOCABULARY.nearest(text)[0] == name


def test_nothing_is_near_nonsense() -> None:
    assert VOCABULARY.nearest("жжжжжжжж") == ()
    assert VOCABULARY.nearest("привет") == ()
    assert VOCABULARY.nearest("") == ()
    assert len(VOCABULARY.nearest("python", 1)) == 1
    assert Vocabulary((), {}, {}, {}, {}).nearest("python") == ()


def test_without() -> None:
    fewer = VOCABULARY.without({"sql": {"reason": "test"}})
    assert "sql" not in fewer.names
    assert fewer.normalise("SQL") == ()
    assert fewer.removed == {"sql": {"reason": "test"}}
    assert len(fewer) == len(VOCABULARY) - 1


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    removed = VOCABULARY.without({"sql": {"reason": "test"}})
    removed.save(tmp_path)
    first = (tmp_path / "vocabulary.json").read_bytes()
    assert Vocabulary.load(tmp_path) == removed
    Vocabulary.load(tmp_path).save(tmp_path)
    assert (tmp_path / "vocabulary.json").read_bytes() == first


def test_a_missing_vocabulary_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"vocabulary\.json is missing: run `skillpath skills`"):
        Vocabulary.load(tmp_path)


def test_known_spellings_load_nothing_heavy(tmp_path: Path) -> None:
    VOCABULARY.save(tmp_path)
    script = (
        "import sys; from pathlib import Path; from tasks.skills.vocabulary import Vocabulary;"
        "found = Vocabulary.load(Path(sys.argv[1])).parse('питон, c/c++, Kotlin');"
        "assert found == (('python', 'c', 'c++'), ('Kotlin',)), found; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert not {"pandas", "pymorphy3", "ahocorasick", "pyarrow", "yaml"} & loaded
