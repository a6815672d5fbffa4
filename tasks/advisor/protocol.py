"""What is asked of a recommender, and how the answers are measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.advisor.matrix import Floats, Rows, lengths, skill_rows
from tasks.advisor.metrics import ndcg_at, rank, recall_at, reciprocal_rank
from tasks.advisor.registry import Recommender

K = 10
LEAST_SKILLS = 4
HIDDEN_SHARE = 3  # one in so many
SLICES = ("popular", "middle", "rare")
BLOCK = 256

Booleans = NDArray[np.bool_]
Measures = dict[str, dict[str, float]]


class Hidden(NamedTuple):
    """Queries, and the skills that were taken away from them; rows of the same vacancies."""

    queries: Rows
    skills: Rows


def hide_skills(keys: Rows, generator: np.random.Generator) -> Hidden:
    """Hide a third of each vacancy's skills, rounded down; shorter lists than four are left out."""
    keys = keys[lengths(keys) >= LEAST_SKILLS]
    hidden = keys.copy()
    for start, end in zip(keys.indptr[:-1], keys.indptr[1:], strict=True):
        places = generator.permutation(end - start)
        hidden.data[start:end] = places < (end - start) // HIDDEN_SHARE
    queries = keys - hidden
    for rows in (queries, hidden):
        rows.eliminate_zeros()
    return Hidden(queries, hidden)


def measure_skills(recommender: Recommender, hidden: Hidden, popularity: Floats) -> Measures:
    """Recall and nDCG of the hidden skills among all skills that the query does not have."""
    ranked = rank(recommender.skill_scores(hidden.queries), hidden.queries.toarray() > 0)
    relevant = hidden.skills.toarray() > 0
    found = {
        f"recall@{K}": recall_at(K, ranked, relevant),
        f"ndcg@{K}": ndcg_at(K, ranked, relevant),
    }
    return by_slice(found, mean_popularity(hidden.queries, popularity))


def measure_retrieval(
    similarities: Floats, relevant: Booleans, popularity: Floats, generator: np.random.Generator
) -> Measures:
    """MRR and nDCG of the relevant vacancies; queries that have none are left out.

    Vacancies of equal similarity come in random order: that of the file says where a vacancy was
    found, and so what its label is.

    Parameters
    ----------
    similarities, relevant : arrays, (queries, vacancies)
    popularity : array, (queries,)
        See `by_slice`.
    """
    shuffled = generator.permutation(relevant.shape[1])
    asked = np.flatnonzero(relevant.any(axis=1))
    found: dict[str, list[Floats]] = {"mrr": [], f"ndcg@{K}": []}
    for start in range(0, len(asked), BLOCK):
        block = asked[start : start + BLOCK][:, None]
        ranked = rank(similarities[block, shuffled])
        found["mrr"].append(reciprocal_rank(ranked, relevant[block, shuffled]))
        found[f"ndcg@{K}"].append(ndcg_at(K, ranked, relevant[block, shuffled]))
    joined = {name: np.concatenate([np.empty(0), *parts]) for name, parts in found.items()}
    return by_slice(joined, popularity[asked])


def shared_labels(queries: Sequence[Sequence[str]], vacancies: Sequence[Sequence[str]]) -> Booleans:
    """Where a query and a vacancy have a label in common, (queries, vacancies)."""
    labels = sorted({label for query in queries for label in query})
    index = {label: place for place, label in enumerate(labels)}
    return (skill_rows(queries, index) @ skill_rows(vacancies, index).T).toarray() > 0


def mean_popularity(queries: Rows, popularity: Floats) -> Floats:
    """The mean popularity of each query's skills; 0 for a query without any."""
    sums: Floats = queries @ popularity
    return sums / np.maximum(lengths(queries), 1)


def by_slice(found: Mapping[str, Floats], popularity: Floats) -> Measures:
    """Means over all queries, and over the thirds of them by popularity.

    Parameters
    ----------
    found : mapping of str to array, (queries,)
    popularity : array, (queries,)

    Returns
    -------
    dict
        For ``all`` and each slice: ``queries``, their number, and the means, where there are any.
    """
    order = np.argsort(-popularity, kind="stable")
    thirds = zip(SLICES, np.array_split(order, len(SLICES)), strict=True)
    return {name: _means(found, chosen) for name, chosen in [("all", order), *thirds]}


def _means(found: Mapping[str, Floats], chosen: NDArray[np.int64]) -> dict[str, float]:
    measured = found.items() if len(chosen) else ()
    return {"queries": len(chosen)} | {
        measure: float(values[chosen].mean()) for measure, values in measured
    }
