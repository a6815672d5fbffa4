"""Vacancies that resemble a vacancy, by its text in one of its forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tasks.advisor.matrix import Floats, Training
from tasks.advisor.topic_space import fit_topic_space
from tasks.skills.texts import SkillText
from tasks.topics.documents import documents_of

TF_IDF = "tfidf"


def text_similarities(
    method: str,
    text: str,
    training: Training,
    queries: Sequence[SkillText],
    seed: int,
    options: Mapping[str, Any],
) -> Floats:
    """The cosine of each training vacancy to each query, (queries, vacancies).

    Parameters
    ----------
    method : str
        ``tfidf``, or a kind of topic model, whose shares of topics are compared.
    text : str
        See `documents_of`.
    options : mapping
        For a topic model: ``topics``, ``preset``, ``settings``, see `fit_topic_space`.
    """
    documents = documents_of(queries, text)
    if method == TF_IDF:
        return _tf_idf_cosines(documents_of(training.texts, text), documents)
    space = fit_topic_space(training, kind=method, text=text, seed=seed, **options)
    return space.vacancy_cosines(space.model.transform(documents))


def _tf_idf_cosines(vacancies: Sequence[Sequence[str]], queries: Sequence[Sequence[str]]) -> Floats:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=tuple, dtype=np.float32)
    rows = vectorizer.fit_transform(vacancies)
    return np.clip((vectorizer.transform(queries) @ rows.T).toarray(), 0.0, 1.0)
