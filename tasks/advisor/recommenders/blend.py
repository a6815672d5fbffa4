"""The default: skills by the ranks of three models, vacancies by their words and by meaning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.advisor.denoiser import Denoiser, train_denoiser
from tasks.advisor.matrix import Floats, Rows, Training
from tasks.advisor.recommenders.ease import regression
from tasks.advisor.recommenders.walk import transitions
from tasks.advisor.search import Bm25Index, LatentIndex, bm25_index, latent_index


@dataclass(frozen=True, eq=False)
class Blend:
    """Three models of skills, and the vacancies to search.

    Attributes
    ----------
    denoiser : Denoiser
    regression, transitions : float32 arrays, (skills, skills)
        Weights of EASE and of RP3β.
    shares : float64 array, (3,)
        What autoencoder, EASE and walk count in the blend; they sum to 1.
    constant : float
        The larger, the less the first ranks stand out.
    words : Bm25Index
    meaning : LatentIndex
    meaning_share : float
        What the latter counts in the similarity of vacancies.
    """

    denoiser: Denoiser
    regression: Floats
    transitions: Floats
    shares: Floats
    constant: float
    words: Bm25Index
    meaning: LatentIndex
    meaning_share: float

    def skill_scores(self, queries: Rows) -> Floats:
        """Reciprocal rank fusion: Cormack et al. (2009); 1 for a skill that all three put first.

        The query's own skills take no part, and get 0.
        """
        own = queries.toarray() > 0
        members = (
            self.denoiser.probabilities(queries),
            queries @ self.regression,
            queries @ self.transitions,
        )
        fused = np.zeros(own.shape)
        for share, scores in zip(self.shares, members, strict=True):
            places = ranks(np.where(own, -np.inf, scores))
            fused += share * (self.constant + 1) / (self.constant + places)
        return np.where(own, 0.0, fused)

    def vacancy_scores(self, queries: Rows) -> Floats:
        """The weighted mean of BM25 and of the cosine after latent semantic indexing."""
        rows = queries.toarray()
        words, meaning = self.words.similarities(rows), self.meaning.similarities(rows)
        return (1 - self.meaning_share) * words + self.meaning_share * meaning


def fit(
    training: Training,
    *,
    autoencoder: float = 2.0,
    ease: float = 1.0,
    walk: float = 1.0,
    constant: float = 10.0,
    dimensions: int = 30,
    meaning: float = 1 / 3,
    seed: int = 0,
) -> Blend:
    """Fit all three.

    Parameters
    ----------
    autoencoder, ease, walk : float
        What each counts.
    constant : float
        See `Blend`.
    dimensions : int
        Of latent semantic indexing.
    meaning : float
        Its share in the similarity of vacancies; the rest is BM25.
    """
    weights = np.array([autoencoder, ease, walk])
    return Blend(
        denoiser=train_denoiser(training, seed=seed),
        regression=regression(training, ridge=20.0, dropout=0.5, mentions=0.1),
        transitions=transitions(training.keys, alpha=0.7, beta=0.3),
        shares=weights / weights.sum(),
        constant=constant,
        words=bm25_index(training.profiles),
        meaning=latent_index(training.profiles, dimensions),
        meaning_share=meaning,
    )


def ranks(scores: Floats) -> Floats:
    """1 for the highest score of each row, and so on; equal ones share the best of their ranks."""
    places = np.empty(scores.shape)
    for row, place in zip(-scores, places, strict=True):
        place[:] = 1 + np.searchsorted(np.sort(row), row)
    return places
