"""TF-IDF rows of documents, by scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tasks.errors import UserError
from tasks.topics.documents import Document
from tasks.topics.inference import Floats


class Weighted(NamedTuple):
    """Documents that have terms, as sparse rows of length 1, [documents, terms]."""

    rows: Any
    terms: tuple[str, ...]
    idf: Floats


def fit_tf_idf(
    documents: Sequence[Document], max_features: int | None, max_df: float, min_df: float
) -> Weighted:
    """Choose the vocabulary and weight the documents; those without a term are left out.

    Parameters
    ----------
    max_features : int or None
        Only so many terms, the most frequent.
    max_df, min_df : float
        Terms in a larger or smaller share of the documents are left out.

    Raises
    ------
    UserError
        When no term remains.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        analyzer=tuple, max_features=max_features, max_df=max_df, min_df=min_df
    )
    try:
        rows = vectorizer.fit_transform(documents)
    except ValueError as error:
        raise UserError(
            f"topics: no vocabulary with max_df={max_df} and min_df={min_df} "
            f"from {len(documents)} documents ({error}): loosen them, or give more vacancies"
        ) from error
    terms = tuple(str(term) for term in vectorizer.get_feature_names_out())
    return Weighted(rows[rows.getnnz(axis=1) > 0], terms, vectorizer.idf_)
