"""Finding vacancies by weighted skills: BM25, cosine and latent cosine, all in [0, 1]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.advisor.matrix import Floats, Rows, frequencies, lengths, scaled


@dataclass(frozen=True, eq=False)
class Bm25Index:
    """BM25 (Robertson & Zaragoza 2009, section 3) as a share of what a query can reach at most.

    Attributes
    ----------
    postings : rows, [skills, vacancies]
        tf / (tf + k₁ (1 − b + b · length / mean length)), inverted: a query reads its skills' only.
    idf : float64 array, (skills,)
        ln(1 + (N − n + ½) / (n + ½)).
    """

    postings: Rows
    idf: Floats

    def similarities(self, queries: Floats) -> Floats:
        """The similarity of vacancies to queries.

        Parameters
        ----------
        queries : float array, (queries, skills)
            Weights of skills, at least 0.

        Returns
        -------
        float array, (queries, vacancies)
            0 where no skill is shared.
        """
        weights = queries * self.idf
        totals = weights.sum(axis=1, keepdims=True)
        shares = np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)
        used = np.flatnonzero(shares.any(axis=0))
        return (self.postings[used].T @ shares[:, used].T).T


@dataclass(frozen=True, eq=False)
class CosineIndex:
    """Cosine of TF-IDF rows.

    Attributes
    ----------
    unit : rows, [vacancies, skills]
        idf where a vacancy has the skill, divided by the row's length.
    idf : float64 array, (skills,)
        ln((1 + N) / (1 + n)) + 1.
    """

    unit: Rows
    idf: Floats

    def similarities(self, queries: Floats) -> Floats:
        """The same as `Bm25Index.similarities`."""
        return np.clip((self.unit @ unit_rows(queries * self.idf).T).T, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class LatentIndex:
    """Cosine after projection: latent semantic indexing (Deerwester et al. 1990).

    Attributes
    ----------
    projection : float32 array, (skills, dimensions)
    unit : float32 array, (vacancies, dimensions)
        Rows of length 1, or zeros.
    """

    projection: Floats
    unit: Floats

    def similarities(self, queries: Floats) -> Floats:
        """The same as `Bm25Index.similarities`, but a shared skill is not needed."""
        return np.clip(unit_rows(queries @ self.projection) @ self.unit.T, 0.0, 1.0)


def bm25_index(profiles: Rows, k1: float = 1.2, b: float = 0.75) -> Bm25Index:
    """Index vacancies that have each skill once or not at all."""
    count, having = profiles.shape[0], frequencies(profiles)
    length = lengths(profiles)
    relative = length / max(length.mean(), 1e-9)
    return Bm25Index(
        postings=scaled(profiles, 1 / (1 + k1 * (1 - b + b * relative))).T.tocsr(),
        idf=np.log1p((count - having + 0.5) / (having + 0.5)),
    )


def cosine_index(profiles: Rows) -> CosineIndex:
    """Index vacancies that have each skill once or not at all."""
    idf = inverse_frequencies(profiles)
    weighted = profiles.copy()
    weighted.data = idf[weighted.indices]
    squares = weighted.multiply(weighted).sum(axis=1)
    norms = np.sqrt(np.asarray(squares, dtype=np.float64).ravel())
    return CosineIndex(scaled(weighted, 1 / np.where(norms > 0, norms, 1.0)), idf)


def latent_index(profiles: Rows, dimensions: int) -> LatentIndex:
    """Project TF-IDF rows onto their first right singular vectors."""
    cosine = cosine_index(profiles)
    _, vectors = np.linalg.eigh((cosine.unit.T @ cosine.unit).toarray().astype(np.float64))
    axes = vectors[:, ::-1][:, :dimensions]
    return LatentIndex(
        projection=(axes * cosine.idf[:, None]).astype(np.float32),
        unit=unit_rows(cosine.unit @ axes).astype(np.float32),
    )


def inverse_frequencies(rows: Rows) -> Floats:
    """ln((1 + N) / (1 + n)) + 1 for each skill, which scikit-learn calls smoothed idf."""
    return np.log((1 + rows.shape[0]) / (1 + frequencies(rows))) + 1


def expanded(queries: Rows, scores: Floats, weight: float, skills: int = 20) -> Floats:
    """Queries as dense rows, 1 for each of their skills, with the best recommended ones added.

    Parameters
    ----------
    scores : float array, (queries, skills)
        From a recommender; what is not over 0 adds nothing.
    weight : float
        What the best recommended skill gets; the next ones in proportion to their scores.
    skills : int
        So many are added, and all that are equal to the last of them.
    """
    own = queries.toarray() > 0
    others = np.where(own, 0.0, np.maximum(scores, 0.0))
    count = min(skills, others.shape[1])
    last = np.partition(others, -count, axis=1)[:, -count][:, None]
    best = others.max(axis=1, keepdims=True)
    kept = np.where(others >= last, others, 0.0)
    return own + weight * np.divide(kept, best, out=np.zeros_like(kept), where=best > 0)


def unit_rows(rows: Floats) -> Floats:
    """Dense rows divided by their lengths; rows of zeros stay."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)


def nearest(similarities: Floats, count: int) -> Floats:
    """Each row's `count` greatest similarities, and all equal to the last of them; else 0."""
    count = min(count, similarities.shape[1])
    last = np.partition(similarities, -count, axis=1)[:, -count][:, None]
    return np.where(similarities >= last, similarities, 0.0)
