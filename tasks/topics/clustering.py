"""The baseline: k-means clusters of TF-IDF rows, taken for topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.errors import UserError
from tasks.topics.documents import Document
from tasks.topics.inference import ClusterInference
from tasks.topics.model import TopicModel
from tasks.topics.weighting import fit_tf_idf


@dataclass(frozen=True)
class ClusterSettings:
    """Settings of the clustering.

    Attributes
    ----------
    max_features, max_df, min_df
        The vocabulary, see `fit_tf_idf`.
    mini_batch : bool
        Mini-batch k-means: faster, a little worse.
    starts : int
        The best of so many runs counts.
    concentration : float
        How hard the assignment is, see `ClusterInference`.
    """

    max_features: int | None = 1000
    max_df: float = 0.997
    min_df: float = 0.003
    mini_batch: bool = False
    starts: int = 1
    concentration: float = 20.0


def fit_clusters(
    documents: Sequence[Document], topics: int, seed: int, settings: ClusterSettings
) -> TopicModel:
    """Fit k-means; a topic's terms are its centroid."""
    from sklearn.cluster import KMeans, MiniBatchKMeans

    weighted = fit_tf_idf(documents, settings.max_features, settings.max_df, settings.min_df)
    if weighted.rows.shape[0] < topics:
        raise UserError(
            f"topics: {topics} clusters of {weighted.rows.shape[0]} documents cannot be: "
            "ask for fewer topics"
        )
    method = MiniBatchKMeans if settings.mini_batch else KMeans
    fitted = method(topics, n_init=settings.starts, random_state=seed).fit(weighted.rows)
    centroids = np.maximum(fitted.cluster_centers_, 0.0)
    return TopicModel(
        kind="clusters",
        terms=weighted.terms,
        topic_terms=centroids / centroids.sum(axis=1, keepdims=True),
        term_weights=weighted.idf,
        inference=ClusterInference(
            weighted.idf,
            np.ascontiguousarray((centroids / np.linalg.norm(centroids, axis=1, keepdims=True)).T),
            settings.concentration,
        ),
    )
