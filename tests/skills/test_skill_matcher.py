"""Whole phrases in running text, against a search by brute force."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.skills.lemmas import Lemmatiser, cut
from tasks.skills.matcher import Match, SkillMatcher
from tasks.skills.vocabulary import Vocabulary


def vocabulary_of(*phrases: str) -> Vocabulary:
    """A vocabulary whose names are these sequences of lemmas."""
    same = {phrase: phrase for phrase in phrases}
    return Vocabulary(phrases, dict.fromkeys(phrases, 1), same, same, same)


VOCABULARY = vocabulary_of(
    "c", "c++", "c#", "r", "go", "1с", ".net", "asp net", "python", "sql", "pl sql", "access",
    "машинный обучение", "обучение", "база данные", "анализ данные", "данные", "разработка по",
    "1с предприятие", "1с бухгалтерия", "ci cd", "react js", "scikit learn", "it", "пто", "плюс",
    "r & d", "deep learning", "a b тест", "html", "ux ui",
)  # fmt: skip
MATCHER = SkillMatcher(VOCABULARY)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[match.start : match.end], match.skill) for match in MATCHER.find(text)]


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Методы машинного обучения", ["машинного обучения"]),
        ("машинное  обучение", ["машинное  обучение"]),
        ("машинное\nобучение", ["обучение"]),
        ("Машинное. Обучение", ["Обучение"]),
        ("базы, данных", ["данных"]),
        ("анализа данных и баз данных", ["анализа данных", "баз данных"]),
        ("CI/CD, ci-cd и CI \\ CD", ["CI/CD", "ci-cd", "CI \\ CD"]),
        ("React.js, scikit-learn, A/B-тестов", ["React.js", "scikit-learn", "A/B-тестов"]),
        ("1С:Предприятие 8.3", ["1С:Предприятие"]),
        ("1C: Бухгалтерия", ["1C: Бухгалтерия"]),
        ("1С «Бухгалтерия», 1С", ["1С «Бухгалтерия", "1С"]),
        ("Знания: SQL", ["SQL"]),
        ("HTML5", ["HTML5"]),
        ("ASP.NET", ["ASP.NET"]),
        ("на .NET.", [".NET"]),
        ("pythonic mysql", []),
        ("python_sql", ["python", "sql"]),
        ("см. https://python.org/sql/?r=c++, www.access-it.ru и SQL", ["SQL"]),
        ("", []),
    ],
)
def test_phrases(text: str, skills: list[str]) -> None:
    assert [word for word, _ in found(text)] == skills


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Знание C/C++ и С#", ["C", "C++", "С#"]),
        ("С/С++", ["С++"]),
        ("языка C, опыт", ["C"]),
        ("Python, R или Go", ["Python", "R", "Go"]),
        ("пишем на Go.", ["Go"]),
        ("C 9 до 18", []),
        ("работа c людьми", []),
        ("R-Keeper", []),
        ("R&D", ["R&D"]),
        ("Let's Go to Market with SQL", ["SQL"]),
        ("go, python", ["python"]),
        ("access to data, MS Access", ["Access"]),
        ("it is IT", ["IT"]),
        ("Отдел ПТО, пто", ["ПТО"]),
        ("разработка ПО", ["разработка ПО"]),
        ("разработка по стандартам", []),
        ("есть и плюсы, Плюсы", []),
    ],
)
def test_ambiguous_spellings(text: str, skills: list[str]) -> None:
    assert [word for word, _ in found(text)] == skills


def test_an_alias_is_found_under_its_name() -> None:
    vocabulary = Vocabulary(
        ("machine learning",),
        {"machine learning": 5},
        {},
        {},
        {"машинный обучение": "machine learning"},
    )
    text = "Знание машинного обучения."
    assert SkillMatcher(vocabulary).find(text) == [Match(7, 25, "machine learning")]


def test_an_empty_vocabulary_finds_nothing() -> None:
    assert SkillMatcher(vocabulary_of()).find("Python") == []


LEMMAS = ["аист", "база", "ветер", "гора"]
PHRASES = st.lists(
    st.lists(st.sampled_from(LEMMAS), min_size=1, max_size=3).map(" ".join),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip
GAPS = st.sampled_from([" ", "  ", "-", "/", ", ", ". ", "\n", " (", "–"])
JOINTS = {" ", "  ", "-", "/", "–"}
TEXTS = st.lists(
    st.tuples(st.sampled_from([*LEMMAS, "базы", "горой", "прочее"]), GAPS), max_size=12
)


@given(PHRASES, TEXTS)
@example(["аист база ветер", "база", "ветер гора"], [(word, " ") for word in LEMMAS])
def test_it_finds_what_brute_force_finds(phrases: list[str], parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    expected = by_brute_force(phrases, [word for word, _ in parts], [gap for _, gap in parts])
    matcher = SkillMatcher(vocabulary_of(*phrases), LEMMATISER)
    words = cut(text)
    assert matcher.find_in(words, LEMMATISER.of(words.words)) == expected
    for match in matcher.find(text):
        lemmas = LEMMATISER.of(cut(text[match.start : match.end]).words)
        assert " ".join(lemmas) == match.skill


@given(st.lists(st.integers(0, 999), max_size=8))
def test_of_a_thousand_first_words_none_is_taken_for_another(numbers: list[int]) -> None:
    words = [f"word{number}x" for number in numbers]
    assert [match.skill for match in MANY.find(" ".join(words))] == words


LEMMATISER = Lemmatiser()
MANY = SkillMatcher(vocabulary_of(*(f"word{number}x" for number in range(1000))), LEMMATISER)


def by_brute_force(phrases: list[str], words: Sequence[str], gaps: Sequence[str]) -> list[Match]:
    """At every word, from the left, the longest phrase that stands there; then on after it."""
    lemmas = [LEMMATISER[word] for word in words]
    matches, place = [], 0
    while place < len(words):
        lengths = [
            len(phrase.split())
            for phrase in phrases
            if lemmas[place : place + len(phrase.split())] == phrase.split()
            and all(gap in JOINTS for gap in gaps[place : place + len(phrase.split()) - 1])
        ]
        if lengths:
            skill = " ".join(lemmas[place : place + max(lengths)])
            matches.append(Match(place, place + max(lengths) - 1, skill))
        place += max(lengths, default=1)
    return matches
