"""The embedded corpus: the same everywhere, well-formed, and as uneven as it promises."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tasks.corpora.iob import parse_tag, spans, to_iob2
from tasks.corpora.sample import sample_corpus, sample_sentence
from tasks.corpora.sample_grammar import RULES
from tasks.corpora.sentence import Sentence

CORPUS = sample_corpus()
PINNED = "39232a97d15b3263b3fbf21d77e65d705eb70d250673da604e5a0a6d824e3393"
ITEM = re.compile(r"<(?P<rule>\w+)>\??|\{(?P<slot>\w+)(:(?P<values>\w+))?\}|[^<>{}]+")


def tokens(sentences: list[Sentence]) -> list[str]:
    return [token for sentence in sentences for token in sentence.tokens]


def values(sentences: list[Sentence]) -> Counter[tuple[str, str]]:
    """How often which slot has which value."""
    return Counter(
        (span.type, " ".join(sentence.tokens[span.start : span.end]))
        for sentence in sentences
        for span in spans(sentence.tags)
    )


def test_it_is_always_the_same():
    assert hashlib.sha256(repr(CORPUS).encode()).hexdigest() == PINNED
    assert sample_corpus() == CORPUS
    assert sample_corpus(seed=1) != CORPUS


def test_sizes():
    assert [len(split) for split in CORPUS] == [1200, 200, 500]
    assert [len(split) for split in sample_corpus(3, (5, 0, 2))] == [5, 0, 2]


@given(st.integers(0, 2**32))
def test_every_sentence_is_well_formed(seed):
    sentence = sample_sentence(Random(seed))
    assert len(sentence.tokens) == len(sentence.tags) > 0
    assert to_iob2(sentence.tags) == sentence.tags
    for token, tag in zip(*sentence, strict=True):
        assert token.split() == [token]
        assert not set(token) & set("<>{}|")
        assert parse_tag(tag)


def test_the_grammar_is_closed():
    """Every item is a word or names a rule, and every rule is used."""
    used = {"utterance"}
    for name, alternatives in RULES.items():
        assert alternatives, name
        assert len(set(alternatives)) == len(alternatives), name
        for item in " ".join(alternatives).split():
            match = ITEM.fullmatch(item)
            assert match, f"{name}: {item}"
            if rule := match["rule"] or match["values"] or match["slot"]:
                used.add(rule)
    assert used == set(RULES)


def test_slot_types_are_many_and_of_uneven_frequency():
    counts = Counter(span.type for s in CORPUS.train for span in spans(s.tags))
    assert len(counts) == 25
    (_, most), *_, (_, least) = counts.most_common()
    assert most > 50 * least


def test_a_few_values_make_up_most_of_a_slot():
    cities = Counter({v: n for (slot, v), n in values(CORPUS.train).items() if slot == "city"})
    frequent = sum(count for _, count in cities.most_common(5))
    assert len(cities) > 50
    assert 0.5 < frequent / cities.total() < 0.9
    assert sum(count == 1 for count in cities.values()) > 10


def test_the_test_split_has_values_and_words_that_training_has_not():
    seen, asked = values(CORPUS.train), values(CORPUS.test)
    unseen = sum(count for value, count in asked.items() if value not in seen)
    assert 0.05 < unseen / asked.total() < 0.3
    vocabulary = set(tokens(CORPUS.train))
    assert sum(token not in vocabulary for token in tokens(CORPUS.test)) > 20


def test_a_word_alone_does_not_tell_its_tag():
    tags: dict[str, set[str]] = {}
    for sentence in CORPUS.train:
        for token, tag in zip(*sentence, strict=True):
            tags.setdefault(token, set()).add(tag)
    assert {"B-city", "B-city_from", "B-city_to", "B-employer"} <= tags["london"]
    assert sum(len(different) > 1 for different in tags.values()) > 100


def test_lengths_and_duplicates():
    lengths = [len(sentence.tokens) for sentence in CORPUS.train]
    assert 8.5 < sum(lengths) / len(lengths) < 10
    assert min(lengths) == 1
    assert max(lengths) > 35
    assert 0.05 < 1 - len(set(CORPUS.train)) / len(CORPUS.train) < 0.15
    assert len({s.tokens for s in CORPUS.train}) == len(set(CORPUS.train))  # none conflicts


def test_an_article_fits_its_noun():
    for sentence in CORPUS.train:
        for token, following in zip(sentence.tokens, sentence.tokens[1:], strict=False):
            if token in ("a", "an") and following != "hour":
                assert (token == "an") == (following[0] in "aeiou"), sentence.tokens
