"""Ranking and its measures, for relevance that is yes or no: recall, nDCG, reciprocal rank."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Booleans = NDArray[np.bool_]
Ints = NDArray[np.int64]


def rank(scores: Floats, excluded: Booleans | None = None) -> Ints:
    """Columns from the highest score to the lowest, those `excluded` last; (rows, columns).

    Equal scores keep the order of the columns.
    """
    order = -np.asarray(scores, dtype=np.float64)
    if excluded is not None:
        order = np.where(excluded, np.inf, order)
    return np.argsort(order, axis=1, kind="stable")


def recall_at(k: int, ranked: Ints, relevant: Booleans) -> Floats:
    """The share of the relevant columns that stand among the first `k`, row by row.

    Every row needs a relevant column.
    """
    return _hits(ranked[:, :k], relevant).sum(axis=1) / relevant.sum(axis=1)


def ndcg_at(k: int, ranked: Ints, relevant: Booleans) -> Floats:
    """Discounted gain of the first `k` over the greatest possible, row by row.

    The hit at place i counts 1 / log2(i + 1): Järvelin & Kekäläinen (2002). Every row needs a
    relevant column.
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    best = np.concatenate([[0.0], np.cumsum(discounts)])
    hits = _hits(ranked[:, :k], relevant)
    gain = (hits * discounts[: hits.shape[1]]).sum(axis=1)
    return gain / best[np.minimum(relevant.sum(axis=1), k)]


def reciprocal_rank(ranked: Ints, relevant: Booleans) -> Floats:
    """1 / the place of the first relevant column, row by row; 0 where none is relevant."""
    hits = _hits(ranked, relevant)
    return np.where(hits.any(axis=1), 1 / (hits.argmax(axis=1) + 1), 0.0)


def _hits(ranked: Ints, relevant: Booleans) -> Booleans:
    return np.take_along_axis(relevant, ranked, axis=1)
