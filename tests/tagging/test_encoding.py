"""Sentences as integers: known and unknown words and tags, laid end to end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.corpora.sentence import Sentence
from tasks.tagging.encoding import encode, tag_inventory

ROWS = {"<unk>": 0, "to": 1, "Tver": 2, "tver": 3}

sentences_of_any_kind = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["to", "Tver", "tver", "TO", "?"]), st.sampled_from("BIO")),
        min_size=1,
        max_size=7,
    ).map(lambda pairs: Sentence(*map(tuple, zip(*pairs, strict=True)))),
    min_size=1,
    max_size=8,
)


def test_the_inventory_is_sorted_and_without_repetition() -> None:
    sentences = [Sentence(("a", "b"), ("O", "B-y")), Sentence(("c", "d"), ("B-x", "O"))]
    assert tag_inventory(sentences) == ("B-x", "B-y", "O")
    assert tag_inventory(reversed(sentences)) == tag_inventory(sentences)


def test_words_tags_and_offsets() -> None:
    sentences = [Sentence(("to", "Tver"), ("O", "B-city")), Sentence(("Omsk",), ("B-city",))]
    encoded = encode(sentences, ROWS, ("B-city", "O"))
    assert encoded.words.tolist() == [1, 2, 0]
    assert encoded.tags.tolist() == [1, 0, 0]
    assert encoded.offsets.tolist() == [0, 2, 3]
    assert encoded.lengths.tolist() == [2, 1]
    assert len(encoded) == 2


def test_a_tag_outside_the_inventory_is_minus_one() -> None:
    encoded = encode([Sentence(("to", "Tver"), ("B-new", "O"))], ROWS, ("B-city", "O"))
    assert encoded.tags.tolist() == [-1, 1]


def test_lower_casing_is_asked_for() -> None:
    sentences = [Sentence(("TO", "Tver"), ("O", "O"))]
    assert encode(sentences, ROWS, ("O",)).words.tolist() == [0, 2]
    assert encode(sentences, ROWS, ("O",), lowercase=True).words.tolist() == [1, 3]


def test_no_sentences() -> None:
    encoded = encode([], ROWS, ("O",))
    assert len(encoded) == 0
    assert encoded.offsets.tolist() == [0]


@given(sentences_of_any_kind)
def test_decoding_gives_back_what_is_known(sentences: list[Sentence]) -> None:
    words = {row: word for word, row in ROWS.items()}
    encoded = encode(sentences, ROWS, ("B", "I", "O"))
    for sentence, start, stop in zip(
        sentences, encoded.offsets[:-1], encoded.offsets[1:], strict=True
    ):
        tokens = tuple(words[row] for row in encoded.words[start:stop])
        assert tokens == tuple(token if token in ROWS else "<unk>" for token in sentence.tokens)
        assert tuple("BIO"[tag] for tag in encoded.tags[start:stop]) == sentence.tags
    assert encoded.words.dtype == encoded.tags.dtype == encoded.offsets.dtype == "int64"
