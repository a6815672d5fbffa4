"""A topic model of two topics and three terms, written by hand."""

from __future__ import annotations

import numpy as np

from tasks.advisor.topic_space import TopicSpace
from tasks.topics.inference import NmfInference
from tasks.topics.model import TopicModel

PLANTED_NAMES = ("x", "y", "z", "unknown")

_TOPIC_TERMS = np.array([[0.1, 0.6, 0.3], [0.8, 0.1, 0.1]])

PLANTED = TopicSpace(
    model=TopicModel(
        kind="nmf",
        terms=("z", "x", "y"),
        topic_terms=_TOPIC_TERMS,
        term_weights=np.ones(3),
        inference=NmfInference(np.ones(3), _TOPIC_TERMS.T.copy()),
    ),
    names=PLANTED_NAMES,
    vacancies=np.array([[0.9, 0.1], [0.2, 0.8], [0.0, 0.0]]),
)
