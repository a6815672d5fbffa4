"""TF-IDF cosine: the contract, and scikit-learn's figures."""

from __future__ import annotations

import numpy as np
from made_up_profiles import NAMES, made_up_training, queries_of
from recommender_contract import RecommenderContract
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from tasks.advisor.recommenders.tfidf import fit


class TestTfIdf(RecommenderContract):
    name = "tfidf"


def test_vacancies_have_the_cosine_that_scikit_learn_computes() -> None:
    training = made_up_training()
    vectorizer = TfidfVectorizer(analyzer=list, vocabulary=list(NAMES))
    rows = vectorizer.fit_transform(
        [sorted({*text.key_skills, *text.text_skills}) for text in training.texts]
    )
    expected = cosine_similarity(vectorizer.transform([["a0", "b3"]]), rows)
    found = fit(training).vacancy_scores(queries_of("a0 b3"))
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_skills_have_the_cosine_of_their_columns() -> None:
    training = made_up_training()
    vectorizer = TfidfVectorizer(analyzer=list, vocabulary=list(NAMES))
    rows = vectorizer.fit_transform([text.key_skills for text in training.texts])
    expected = cosine_similarity(rows.T)
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(fit(training).alike, expected, atol=1e-6)
