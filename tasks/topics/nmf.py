"""Non-negative matrix factorisation of TF-IDF by scikit-learn's multiplicative updates."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.topics.documents import Document
from tasks.topics.inference import Floats, NmfInference
from tasks.topics.model import TopicModel
from tasks.topics.weighting import fit_tf_idf


@dataclass(frozen=True)
class NmfSettings:
    """Settings of NMF; as they stand, those of the report, scikit-learn's where it names none.

    Attributes
    ----------
    max_features, max_df, min_df
        The vocabulary, see `fit_tf_idf`.
    loss : str
        ``kullback-leibler`` or ``frobenius``.
    init : str or None
        How W and H begin: None is ``nndsvda``, a randomised singular value decomposition, or
        ``random`` when there are more topics than terms or documents.
    """

    max_features: int | None = 1000
    max_df: float = 0.997
    min_df: float = 0.003
    loss: str = "kullback-leibler"
    init: str | None = None
    max_iter: int = 200


def fit_nmf(
    documents: Sequence[Document], topics: int, seed: int, settings: NmfSettings
) -> TopicModel:
    """Fit NMF to rows of TF-IDF."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    weighted = fit_tf_idf(documents, settings.max_features, settings.max_df, settings.min_df)
    fitted = NMF(
        topics,
        init=settings.init,
        solver="mu",
        beta_loss=settings.loss,
        max_iter=settings.max_iter,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # max_iter is a setting
        fitted.fit(weighted.rows)
    components = fitted.components_
    return TopicModel(
        kind="nmf",
        terms=weighted.terms,
        topic_terms=_shares(components),
        term_weights=weighted.idf,
        inference=NmfInference(weighted.idf, np.ascontiguousarray(components.T), settings.loss),
    )


def _shares(components: Floats) -> Floats:
    """Rows that sum to 1; a topic that died in the updates says the same of every term."""
    alive = components.any(axis=1, keepdims=True)
    filled = np.where(alive, components, 1.0)
    return filled / filled.sum(axis=1, keepdims=True)
