"""Lookups: every token finds its word, and no two tokens of a sentence share an occurrence."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.tagging.encoding import EncodedSentences
from tasks.tagging.lookup import distinct_words, occurrences_of, token_positions


@st.composite
def some_sentences(draw: st.DrawFn) -> tuple[EncodedSentences, np.ndarray]:
    """Sentences of few words, and some of their ids in any order."""
    words = draw(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=9), min_size=1))
    flat = np.array([word for sentence in words for word in sentence])
    offsets = np.cumsum([0, *map(len, words)])
    ids = st.lists(st.integers(0, len(words) - 1), min_size=1, unique=True)
    return EncodedSentences(flat, flat, offsets), np.array(draw(ids))


@given(some_sentences())
def test_every_token_finds_its_word(case: tuple[EncodedSentences, np.ndarray]) -> None:
    sentences, chosen = case
    tokens = token_positions(sentences, chosen)
    expected = [
        position
        for one in chosen
        for position in range(sentences.offsets[one], sentences.offsets[one + 1])
    ]
    assert tokens.tolist() == expected
    for find in (distinct_words, occurrences_of):
        words, rows = find(sentences, chosen)
        assert words[rows[tokens]].tolist() == sentences.words[tokens].tolist()
        assert set(rows[tokens].tolist()) == set(range(len(words)))


@given(some_sentences())
def test_there_are_as_few_rows_as_can_be(case: tuple[EncodedSentences, np.ndarray]) -> None:
    sentences, chosen = case
    owned = [sentences.words[slice(*sentences.offsets[one : one + 2])].tolist() for one in chosen]
    words, _ = distinct_words(sentences, chosen)
    assert sorted(words.tolist()) == sorted({word for sentence in owned for word in sentence})
    words, rows = occurrences_of(sentences, chosen)
    for word in range(5):
        most = max(sentence.count(word) for sentence in owned)
        assert words.tolist().count(word) == most
    for one in chosen:
        own = rows[sentences.offsets[one] : sentences.offsets[one + 1]]
        assert len(set(own.tolist())) == len(own)
