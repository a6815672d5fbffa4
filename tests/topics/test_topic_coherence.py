"""NPMI and C_V: against counting by hand and against gensim."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.topics import coherence
from tasks.topics.coherence import c_v_coherence, count_occurrences, npmi_coherence

WORDS = list("abcdef")
documents_strategy = st.lists(
    st.lists(st.sampled_from([*WORDS, "x", "y"]), max_size=12), max_size=8
)


def windows_of(document: list[str], window: int | None) -> list[set[str]]:
    if not document:
        return []
    size = min(window or len(document), len(document))
    return [set(document[start : start + size]) for start in range(len(document) - size + 1)]


@given(documents=documents_strategy, window=st.one_of(st.none(), st.integers(1, 14)))
def test_windows_are_counted_as_by_hand(documents: list[list[str]], window: int | None) -> None:
    windows = [one for document in documents for one in windows_of(document, window)]
    occurrences = count_occurrences(documents, [WORDS[:3], WORDS[3:]], window)
    assert occurrences.windows == len(windows)
    for first in WORDS:
        for second in WORDS:
            row, column = occurrences.numbers[first], occurrences.numbers[second]
            by_hand = sum(first in one and second in one for one in windows)
            assert occurrences.together[row, column] == by_hand


def test_portions_do_not_change_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(0)
    documents = [list(generator.choice(WORDS, size=20)) for _ in range(30)]
    whole = count_occurrences(documents, [WORDS], 5)
    monkeypatch.setattr(coherence, "CHUNK", 50)
    np.testing.assert_array_equal(count_occurrences(documents, [WORDS], 5).together, whole.together)


def npmi_by_hand(topic: list[str], documents: list[list[str]]) -> float:
    sets = [set(document) for document in documents if document]
    values = []
    for first, second in combinations(topic, 2):
        both = sum(first in one and second in one for one in sets) / len(sets)
        left = sum(first in one for one in sets) / len(sets)
        right = sum(second in one for one in sets) / len(sets)
        if both == 0:
            values.append(-1.0)
        elif both == 1:
            values.append(1.0)
        else:
            values.append(math.log(both / (left * right)) / -math.log(both))
    return sum(values) / len(values)


@given(documents=documents_strategy)
def test_npmi_is_the_mean_over_pairs(documents: list[list[str]]) -> None:
    documents = [*documents, WORDS]
    topics = [WORDS[:4], WORDS[2:]]
    found = npmi_coherence(topics, count_occurrences(documents, topics))
    np.testing.assert_allclose(found, [npmi_by_hand(topic, documents) for topic in topics])


def test_npmi_of_extremes() -> None:
    documents = [["a", "b"], ["a", "b"], ["c"], ["d"]]
    topics = [["a", "b"], ["a", "c"], ["a"], []]
    found = npmi_coherence(topics, count_occurrences(documents, topics))
    np.testing.assert_allclose(found, [1.0, -1.0, 0.0, 0.0])
    independent = [["a", "b"], ["a"], ["b"], ["x"]]
    found = npmi_coherence([["a", "b"]], count_occurrences(independent, [["a", "b"]]))
    np.testing.assert_allclose(found, [0.0], atol=1e-12)


@pytest.mark.parametrize("window", [110, 6])
def test_c_v_is_that_of_gensim(window: int) -> None:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    generator = np.random.default_rng(3)
    words = [f"w{number}" for number in range(20)]
    # No token stands twice in a document: gensim counts those wrongly in longer documents.
    documents = [list(generator.permutation(words)[: generator.integers(3, 15)]) for _ in range(90)]
    topics = [words[:6], words[4:11], words[12:]]
    expected = CoherenceModel(
        topics=topics, texts=documents, dictionary=Dictionary(documents), coherence="c_v",
        window_size=window, topn=8, processes=1,
    ).get_coherence_per_topic()  # fmt: skip
    found = c_v_coherence(topics, count_occurrences(documents, topics, window))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_c_v_of_no_words_is_zero() -> None:
    assert c_v_coherence([[]], count_occurrences([["a"]], [[]])).tolist() == [0.0]
