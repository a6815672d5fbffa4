"""Words and lemmas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.skills.lemmas import Lemmatiser, cut


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C/C++, С#; F#", ["C", "C++", "С#", "F#"]),
        ("платформа .NET и asp.net", ["платформа", ".NET", "и", "asp", "net"]),
        ("scikit-learn, node.js", ["scikit", "learn", "node", "js"]),
        ("R&D", ["R", "&", "D"]),
        ("snake_case", ["snake", "case"]),
        ("C++17", ["C++", "17"]),
        ("конец.Net", ["конец", "Net"]),
        ("HTTP, https://a-b.ru/sql?x=1.", ["HTTP", "https://a-b.ru/sql?x=1"]),
        ("(www.python.org/), Go", ["www.python.org/", "Go"]),
        ("http:// www. REST", ["http", "www", "REST"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert cut(text).words == words


@given(st.text(max_size=60))
def test_cutting_loses_nothing_and_spans_point_at_the_words(text: str) -> None:
    words = cut(text)
    assert len(words.gaps) == len(words.words) + 1
    pairs = zip(words.gaps, [*words.words, ""], strict=True)
    assert "".join(gap + word for gap, word in pairs) == text
    assert [text[start:end] for start, end in words.spans()] == words.words


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("Данных", "данные"),
        ("нейросетей", "нейросеть"),
        ("отчёты", "отчет"),
        ("отчеты", "отчет"),
        ("Языки", "язык"),
        ("algorithms", "algorithms"),
        ("Рython", "python"),
        ("Python3", "python"),
        ("HTML5", "html"),
        ("stm32", "stm32"),
        ("1C", "1с"),
        ("С++", "c++"),
        ("ПО", "по"),
        ("с", "с"),
        ("2023", "2023"),
    ],
)
def test_lemmas(word: str, lemma: str) -> None:
    assert Lemmatiser()[word] == lemma


def test_a_word_is_worked_out_once() -> None:
    lemmatiser = Lemmatiser()
    assert lemmatiser.of(["базы", "базы", "SQL"]) == ["база", "база", "sql"]
    assert lemmatiser == {"базы": "база", "SQL": "sql"}
