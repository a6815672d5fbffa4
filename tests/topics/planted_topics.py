"""Documents drawn from known topics, and small models written by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tasks.topics.documents import Phrases
from tasks.topics.inference import LdaInference
from tasks.topics.model import TopicModel

TOPICS = 4
WORDS = 12


def planted_terms() -> list[str]:
    return [f"skill {topic}.{word:02}" for topic in range(TOPICS) for word in range(WORDS)]


def planted_topic_terms() -> NDArray[np.float64]:
    """Each topic has its own dozen of words, falling in weight, and a little of all others."""
    rows = np.full((TOPICS, TOPICS * WORDS), 0.002)
    for topic in range(TOPICS):
        rows[topic, topic * WORDS : (topic + 1) * WORDS] = 1 / (2 + np.arange(WORDS))
    return rows / rows.sum(axis=1, keepdims=True)


def planted_documents(count: int, seed: int) -> tuple[list[tuple[str, ...]], NDArray[np.int64]]:
    """Documents of about twenty tokens with one main topic each, and these topics."""
    generator = np.random.default_rng(seed)
    terms = planted_terms()
    topics = generator.integers(TOPICS, size=count)
    documents = []
    for topic in topics:
        shares = generator.dirichlet(np.where(np.arange(TOPICS) == topic, 8.0, 0.2))
        words = shares @ planted_topic_terms()
        drawn = generator.choice(len(terms), size=generator.integers(10, 30), p=words)
        documents.append(tuple(terms[word] for word in drawn))
    return documents, topics


def model_of(topic_terms: list[list[float]], terms: str, phrases: Phrases = ()) -> TopicModel:
    """An LDA of which the topics are exactly known; `terms` are separated by spaces."""
    rows = np.array(topic_terms)
    return TopicModel(
        kind="lda",
        terms=tuple(terms.split()),
        topic_terms=rows,
        term_weights=np.ones(rows.shape[1]),
        inference=LdaInference(np.full(len(rows), 0.1), np.maximum(rows.T, 1e-9)),
        phrases=phrases,
    )
