"""Measures of a topic model beside coherence: diversity, held-out perplexity, stability."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from tasks.topics.documents import Document, join_phrases, parts
from tasks.topics.inference import Floats
from tasks.topics.model import TopicModel

UNIGRAM_SHARE = 0.1


def top_words(topic_terms: Floats, terms: Sequence[str], count: int) -> list[list[str]]:
    """The `count` heaviest terms of each topic, fewer when it has fewer with any weight."""
    order = np.argsort(-topic_terms, axis=1, kind="stable")[:, :count]
    return [
        [terms[term] for term in row if weights[term] > 0]
        for row, weights in zip(order, topic_terms, strict=True)
    ]


def topic_diversity(topics: Sequence[Sequence[str]]) -> float:
    """The share of different words among the topics' words (Dieng, Ruiz & Blei 2020)."""
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words) if words else 0.0


def perplexity(
    model: TopicModel,
    training: Sequence[Document],
    held_out: Sequence[Document],
    generator: np.random.Generator,
) -> float | None:
    """Perplexity per token of held-out documents by document completion, whatever the model.

    A random half of a document's different tokens, rounded up, is shown to the model, the other
    half scored (Wallach et al. 2009, section 5.1, by types, so that no token is scored that was
    shown). The probability of a token w is

        0.9 · (P(V) · p(w | topics) if w ∈ V else p₁(w)) + 0.1 · p₁(w),

    where p₁ is its share of the training tokens and P(V) that of the model's whole vocabulary V,
    so models with a small vocabulary are comparable with others. A phrase counts as the tokens
    it was joined from.

    Returns
    -------
    float or None
        None where no held-out document has two different tokens of the training documents.
    """
    counts = Counter(
        token for document in training for token in join_phrases(document, model.phrases)
    )
    total = sum(counts.values())
    known = sum(counts[term] for term in model.terms) / max(total, 1)
    shown, scored = _halves(held_out, generator)
    log_probability = 0.0
    tokens = 0
    for mixture, document in zip(_mixtures(model, shown), scored, strict=True):
        for token in join_phrases(document, model.phrases):
            if not counts[token]:
                continue
            unigram = counts[token] / total
            number = model.numbers.get(token)
            by_model = unigram if mixture is None or number is None else known * mixture[number]
            log_probability += math.log((1 - UNIGRAM_SHARE) * by_model + UNIGRAM_SHARE * unigram)
            tokens += parts(token)
    return math.exp(-log_probability / tokens) if tokens else None


def stability(models: Sequence[TopicModel], words: int = 10) -> dict[str, float]:
    """How alike the topics of models are that differ by their seeds only.

    Over all pairs of models, the topics of one are matched with those of the other, one to one,
    so that the mean likeness is the largest (Greene et al. 2014; the Hungarian method).

    Returns
    -------
    dict
        ``cosine``: of the rows of `topic_terms`; ``jaccard``: of the sets of top words. Means
        over the pairs, from 0 to 1.
    """
    pairs = list(combinations(models, 2))
    return {
        "cosine": float(np.mean([_best_match(_cosines(*pair)) for pair in pairs])),
        "jaccard": float(np.mean([_best_match(_overlaps(*pair, words)) for pair in pairs])),
    }


def topic_similarity(topic_terms: Floats) -> Floats:
    """The cosine of each topic with each other, (topics, topics)."""
    unit = topic_terms / np.linalg.norm(topic_terms, axis=1, keepdims=True)
    return np.clip(unit @ unit.T, 0.0, 1.0)


def _halves(
    documents: Sequence[Document], generator: np.random.Generator
) -> tuple[list[Document], list[Document]]:
    shown, scored = [], []
    for document in documents:
        types = sorted(set(document))
        chosen = generator.permutation(len(types))[: (len(types) + 1) // 2]
        half = {types[place] for place in chosen}
        shown.append(tuple(token for token in document if token in half))
        scored.append(tuple(token for token in document if token not in half))
    return shown, scored


def _mixtures(model: TopicModel, documents: Sequence[Document]) -> Iterator[Floats | None]:
    """Yield the word probabilities of each document, None for those without a topic."""
    block = 1000
    for start in range(0, len(documents), block):
        shares = model.transform(documents[start : start + block])
        for probabilities in model.word_probabilities(shares):
            yield probabilities if probabilities.any() else None


def _best_match(likeness: Floats) -> float:
    from scipy.optimize import linear_sum_assignment

    return float(likeness[linear_sum_assignment(-likeness)].mean())


def _cosines(first: TopicModel, second: TopicModel) -> Floats:
    terms = sorted({*first.terms, *second.terms})
    left, right = (_aligned(model, terms) for model in (first, second))
    return left @ right.T


def _aligned(model: TopicModel, terms: Sequence[str]) -> Floats:
    columns = {term: place for place, term in enumerate(terms)}
    rows = np.zeros((len(model.topic_terms), len(terms)))
    rows[:, [columns[term] for term in model.terms]] = model.topic_terms
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _overlaps(first: TopicModel, second: TopicModel, words: int) -> Floats:
    left, right = (
        [set(topic) for topic in top_words(model.topic_terms, model.terms, words)]
        for model in (first, second)
    )
    return np.array([[len(a & b) / len(a | b) for b in right] for a in left])
