"""Diversity, perplexity, stability and likeness: against brute force and known answers."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from planted_topics import model_of, planted_documents

from tasks.topics.documents import join_phrases
from tasks.topics.measures import (
    perplexity,
    stability,
    top_words,
    topic_diversity,
    topic_similarity,
)
from tasks.topics.settings import FITS, settings_of

UNIFORM = [[0.25] * 4]


def test_top_words_are_the_heaviest_and_none_without_weight() -> None:
    rows = np.array([[0.1, 0.5, 0.4, 0.0], [0.0, 0.0, 1.0, 0.0], [0.25, 0.25, 0.25, 0.25]])
    assert top_words(rows, "abcd", 3) == [["b", "c", "a"], ["c"], ["a", "b", "c"]]


def test_diversity() -> None:
    assert topic_diversity([["a", "b"], ["b", "c"]]) == 0.75
    assert topic_diversity([["a", "b"], ["c"]]) == 1.0
    assert topic_diversity([[]]) == 0.0


def test_perplexity_of_uniform_words_is_their_number() -> None:
    documents = [("a", "b"), ("c", "d")]
    model = model_of(UNIFORM, "a b c d")
    found = perplexity(model, documents, documents, np.random.default_rng(0))
    assert found == pytest.approx(4.0)


def test_perplexity_by_hand() -> None:
    training = [("a", "b", "b", "c"), ("d", "c", "x", "x")]
    model = model_of([[0.6, 0.3, 0.1, 0.0], [0.0, 0.1, 0.3, 0.6]], "a b c d")
    held_out = [("a", "b", "never seen"), ("c", "x"), ("d",), ()]
    seed = 5
    generator = np.random.default_rng(seed)
    logs = []
    unigram = {"a": 1 / 8, "b": 2 / 8, "c": 2 / 8, "d": 1 / 8, "x": 2 / 8}
    for document in held_out:
        types = sorted(set(document))
        chosen = {types[i] for i in generator.permutation(len(types))[: (len(types) + 1) // 2]}
        shown = [token for token in document if token in chosen]
        mixture = model.transform([shown])[0] @ model.topic_terms
        for token in document:
            if token in chosen or token not in unigram:
                continue
            known = 6 / 8 * mixture[model.numbers[token]] if token in model.numbers else 0
            by_model = known if mixture.any() and token in model.numbers else unigram[token]
            logs.append(np.log(0.9 * by_model + 0.1 * unigram[token]))
    assert logs
    found = perplexity(model, training, held_out, np.random.default_rng(seed))
    assert found == pytest.approx(np.exp(-np.mean(logs)))


def test_a_phrase_counts_as_its_parts() -> None:
    training = [("a", "b"), ("c", "c")]
    model = model_of([[0.5, 0.5]], "ab c")
    model = type(model)(
        **vars(model) | {"terms": ("a + b", "c"), "phrases": (frozenset({("a", "b")}),)}
    )
    assert join_phrases(("a", "b"), model.phrases) == ("a + b",)
    for seed in range(4):
        held_out = [("a", "b", "c")]
        types = [["a", "b", "c"][i] for i in np.random.default_rng(seed).permutation(3)]
        if types[2] == "c":
            found = perplexity(model, training, held_out, np.random.default_rng(seed))
            assert found == pytest.approx(1 / (0.9 * 0.5 + 0.1 * 2 / 3))


def test_nothing_held_out_has_no_perplexity() -> None:
    model = model_of(UNIFORM, "a b c d")
    generator = np.random.default_rng(0)
    assert perplexity(model, [("a", "b")], [], generator) is None
    assert perplexity(model, [("a", "b")], [("a",), ("x", "y")], generator) is None


@pytest.mark.parametrize("kind", FITS)
def test_the_right_number_of_topics_has_less_perplexity_than_one_topic(kind: str) -> None:
    documents, _ = planted_documents(300, seed=4)
    training, held_out = documents[:250], documents[250:]
    found = {}
    options = {"alpha": "symmetric"} if kind == "lda" else {}
    for topics in (1, 4):
        model = FITS[kind](training, topics, 0, settings_of(kind, "report", options))
        found[topics] = perplexity(model, training, held_out, np.random.default_rng(0))
    assert found[4] < 0.7 * found[1]


def test_stability_is_the_best_matching_of_all() -> None:
    generator = np.random.default_rng(1)
    models = [
        model_of(generator.dirichlet(np.full(6, 0.3), size=4).tolist(), terms)
        for terms in ("a b c d e f", "c d e f g h", "f e d c b a")
    ]

    def brute_force(likeness: np.ndarray) -> float:
        places = permutations(range(4))
        return max(np.mean([likeness[i, j] for i, j in enumerate(place)]) for place in places)

    cosines, overlaps = [], []
    for i, j in ((0, 1), (0, 2), (1, 2)):
        pair = (models[i], models[j])
        vectors = [
            [dict(zip(model.terms, row, strict=True)) for row in model.topic_terms]
            for model in pair
        ]
        cosine = np.zeros((4, 4))
        overlap = np.zeros((4, 4))
        for k, left in enumerate(vectors[0]):
            for m, right in enumerate(vectors[1]):
                dot = sum(weight * right.get(term, 0.0) for term, weight in left.items())
                norms = [sum(w * w for w in one.values()) ** 0.5 for one in (left, right)]
                cosine[k, m] = dot / (norms[0] * norms[1])
                tops = [set(sorted(one, key=lambda t: -one[t])[:3]) for one in (left, right)]
                overlap[k, m] = len(tops[0] & tops[1]) / len(tops[0] | tops[1])
        cosines.append(brute_force(cosine))
        overlaps.append(brute_force(overlap))

    found = stability(models, words=3)
    assert found["cosine"] == pytest.approx(np.mean(cosines))
    assert found["jaccard"] == pytest.approx(np.mean(overlaps))


def test_the_same_topics_in_another_order_are_perfectly_stable() -> None:
    rows = np.random.default_rng(0).dirichlet(np.ones(5), size=3)
    found = stability(
        [model_of(rows.tolist(), "a b c d e"), model_of(rows[::-1].tolist(), "a b c d e")]
    )
    assert found == pytest.approx({"cosine": 1.0, "jaccard": 1.0})


def test_similarity_of_topics_is_their_cosine() -> None:
    found = topic_similarity(np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0], [0.0, 0.5, 0.5]]))
    np.testing.assert_allclose(found, [[1, 0, 0.5], [0, 1, 0.5**0.5], [0.5, 0.5**0.5, 1]])
