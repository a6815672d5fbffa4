"""Documents for topic models: forms of text, and phrases as gensim would join them."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.errors import UserError
from tasks.skills.texts import SkillText
from tasks.topics.documents import documents_of, find_phrases, join_phrases, parts

TEXT = SkillText(
    "1",
    ("sql", "c++"),
    ("machine learning", "c++"),
    ("machine learning", "c++"),
    whole="мы любим c++",
    trimmed="любим c++",
)


@pytest.mark.parametrize(
    ("form", "tokens"),
    [
        ("filtered", ("machine learning", "c++")),
        ("skills", ("sql", "c++", "machine learning")),
        ("trimmed", ("любим", "c++")),
        ("whole", ("мы", "любим", "c++")),
    ],
)
def test_forms_of_text(form: str, tokens: tuple[str, ...]) -> None:
    assert documents_of([TEXT, SkillText("2")], form) == [tokens, ()]


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(UserError, match="use filtered, skills, trimmed, whole"):
        documents_of([TEXT], "raw")


def wordy_documents(seed: int) -> list[tuple[str, ...]]:
    generator = np.random.default_rng(seed)
    pieces = ["a", "b", "c", "d", "machine learning", "x y", "p q r"]
    documents = []
    for _ in range(200):
        drawn = [pieces[i] for i in generator.integers(len(pieces), size=12)]
        documents.append(tuple(token for piece in drawn for token in piece.split(" ")))
    return documents


@pytest.mark.parametrize("seed", range(3))
def test_phrases_are_joined_as_gensim_does(seed: int) -> None:
    from gensim.models.phrases import Phrases

    documents = wordy_documents(seed)
    phrases = find_phrases(documents, 2, 5, 0.1)
    bigrams = Phrases(documents, min_count=5, threshold=0.1, delimiter=" + ")
    trigrams = Phrases(
        [bigrams[document] for document in documents], min_count=5, threshold=0.1, delimiter=" + "
    )
    expected = [tuple(trigrams[bigrams[document]]) for document in documents]
    assert [join_phrases(document, phrases) for document in documents] == expected
    longest = max(parts(token) for document in expected for token in document)
    assert longest >= 3


def test_phrases_join_from_the_left_and_never_overlap() -> None:
    phrases = (frozenset({("a", "a"), ("b", "c")}), frozenset({("a + a", "b + c")}))
    assert join_phrases(("a", "a", "a"), phrases) == ("a + a", "a")
    assert join_phrases(("a", "a", "b", "c"), phrases) == ("a + a + b + c",)
    assert join_phrases(("a", "b"), phrases) == ("a", "b")
    assert join_phrases((), phrases) == ()


def test_no_levels_no_phrases() -> None:
    assert find_phrases([("a", "b")] * 50, 0, 1, 0.0) == ()


@pytest.mark.parametrize(("token", "count"), [("c++", 1), ("a + b", 2), ("a + c++ + b", 3)])
def test_parts_of_a_phrase(token: str, count: int) -> None:
    assert parts(token) == count
