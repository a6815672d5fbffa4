"""A denoising autoencoder: trained on the adviser's own task, to find skills that were hidden."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.advisor.denoiser import Denoiser, train_denoiser
from tasks.advisor.matrix import Floats, Rows, Training
from tasks.advisor.search import Bm25Index, bm25_index, expanded


@dataclass(frozen=True, eq=False)
class Autoencoder:
    """The network, and the vacancies to search.

    Attributes
    ----------
    denoiser : Denoiser
    index : Bm25Index
    expansion : float
        See `expanded`.
    """

    denoiser: Denoiser
    index: Bm25Index
    expansion: float

    def skill_scores(self, queries: Rows) -> Floats:
        """The probability that a hidden skill is this one."""
        return self.denoiser.probabilities(queries)

    def vacancy_scores(self, queries: Rows) -> Floats:
        """BM25 of the query with recommended skills added."""
        return self.index.similarities(
            expanded(queries, self.skill_scores(queries), self.expansion)
        )


def fit(
    training: Training,
    *,
    hidden: int = 300,
    epochs: int = 10,
    mentions: float = 0.2,
    expansion: float = 0.3,
    seed: int = 0,
) -> Autoencoder:
    """Train it; see `train_denoiser`."""
    denoiser = train_denoiser(training, hidden=hidden, epochs=epochs, mentions=mentions, seed=seed)
    return Autoencoder(denoiser, bm25_index(training.profiles), expansion)
