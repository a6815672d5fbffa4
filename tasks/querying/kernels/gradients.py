"""Gradient embeddings: the points among which BADGE and its kin select, never all held at once.

G(x) = Σ_t (p_t − e_ŷt) h_tᵀ, flattened, for the predicted tags ŷ (Kim 2020, equation 4). Its
tokens' residuals p − e and states h are far smaller than their product, and all that seeding needs
of most sentences is a norm, which the factors give: ‖G‖² = Σ_tu ((p_t−e_t)·(p_u−e_u)) (h_t·h_u).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.querying.kernels.points import Float64Array
from tasks.querying.kernels.tokens import PoolTokens
from tasks.querying.pool import FloatArray, IntArray, Pool, TokenOutputs


@dataclass(frozen=True)
class GradientFactors:
    """The tokens whose outer products add up to the gradient embeddings of some sentences.

    Attributes
    ----------
    offsets : int64 array of shape [sentences + 1]
    residuals : float32 array of shape [tokens, tags]
        p_t − e_ŷt.
    states : float32 array of shape [tokens, state size]
    """

    offsets: IntArray
    residuals: FloatArray
    states: FloatArray

    @classmethod
    def of(cls, outputs: TokenOutputs) -> GradientFactors:
        """From a model's outputs."""
        return cls(outputs.offsets, *residuals_and_states(outputs))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def embeddings(self) -> FloatArray:
        """G of every sentence; shape [sentences, tags × state size]."""
        shape = (len(self), self.residuals.shape[1], self.states.shape[1])
        embeddings = np.empty(shape, dtype=self.states.dtype)
        bounds = self.offsets.tolist()
        for sentence, embedding in enumerate(embeddings):
            tokens = slice(bounds[sentence], bounds[sentence + 1])
            np.matmul(self.residuals[tokens].T, self.states[tokens], out=embedding)
        return embeddings.reshape(len(self), -1)

    def squared_norms(self) -> Float64Array:
        """‖G‖² of every sentence, from the factors alone."""
        norms = np.empty(len(self))
        lengths = np.diff(self.offsets)
        for length in np.unique(lengths):
            members = np.flatnonzero(lengths == length)
            tokens = self.offsets[members][:, None] + np.arange(length)
            residuals, states = self.residuals[tokens], self.states[tokens]
            products = residuals @ residuals.transpose(0, 2, 1)
            products *= states @ states.transpose(0, 2, 1)
            norms[members] = products.sum(axis=(1, 2), dtype=np.float64)
        return np.maximum(norms, 0.0)


def residuals_and_states(outputs: TokenOutputs) -> tuple[FloatArray, FloatArray]:
    """p − e_ŷ and h of every token."""
    residuals = np.exp(outputs.log_probabilities)
    residuals[np.arange(len(residuals)), outputs.tags] -= 1.0
    return residuals, outputs.states


class GradientPoints:
    """The gradient embeddings of a pool's unlabelled sentences, made when they are asked for.

    Their factors are kept while they fit into the pool's memory budget.
    """

    def __init__(self, pool: Pool) -> None:
        self._tokens = PoolTokens(pool, residuals_and_states)
        self.squared_norms: Float64Array = np.empty(len(pool.unlabelled))
        for indices, (offsets, (residuals, states)) in self._tokens.pieces():
            factors = GradientFactors(offsets, residuals, states)
            self.squared_norms[indices] = factors.squared_norms()
            self.dimension = residuals.shape[1] * states.shape[1]

    def rows(self, indices: IntArray) -> FloatArray:
        """The embeddings of the unlabelled sentences at `indices`."""
        offsets, (residuals, states) = self._tokens.at(indices)
        return GradientFactors(offsets, residuals, states).embeddings()
