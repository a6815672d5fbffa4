"""TF-IDF vectors, against scikit-learn's."""

from __future__ import annotations

import numpy as np

from tasks.salary.vectors import character_ngrams, fit_tfidf, word_pairs, words

TEXTS = ["b a b", "c a", "a d e", "e e e b", "zzz"]


def test_vectors_are_those_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    documents = [text.split() for text in TEXTS]
    ours = fit_tfidf(documents[:4], 2)
    theirs = TfidfVectorizer(analyzer=str.split, sublinear_tf=True, min_df=2).fit(TEXTS[:4])
    assert list(ours.columns) == theirs.get_feature_names_out().tolist()
    np.testing.assert_allclose(
        ours.transform(documents).toarray(), theirs.transform(TEXTS).toarray(), atol=1e-6
    )


def test_a_document_of_unknown_terms_is_zero() -> None:
    vectors = fit_tfidf([["a"], ["a", "b"]], 1).transform([["z"], [], ["a"]]).toarray()
    assert vectors.tolist() == [[0, 0], [0, 0], [1, 0]]


def test_no_documents() -> None:
    assert fit_tfidf([["a"]], 1).transform([]).shape == (0, 1)


def test_terms() -> None:
    assert words("C++ и C#, 1С-программист") == ["c++", "и", "c#", "1с", "программист"]
    assert word_pairs("Data Engineer") == ["data", "engineer", "data engineer"]
    assert character_ngrams("ab", 2, 3) == [" a", "ab", "b ", " ab", "ab "]
