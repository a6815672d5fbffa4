"""Gradient embeddings: the points among which BADGE and its kin select, never all held at once.

G(x) = Σ_t (p_t − e_ŷt) h_tᵀ, flattened, for the predicted tags ŷ (Kim 2020, equation 4). Its
tokens' residuals p − e and states h are far smaller than their product, and all that seeding needs
of most sentences is a norm, which the factors give: ‖G‖² = Σ_tu ((p_t−e_t)·(p_u−e_u)) (h_t·h_u).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.querying.kernels.points import Float64Array
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
        residuals = np.exp(outputs.log_probabilities)
        residuals[np.arange(len(residuals)), outputs.log_probabilities.argmax(axis=1)] -= 1.0
        return cls(outputs.offsets, residuals, outputs.states)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def nbytes(self) -> int:
        """Memory of the arrays."""
        return self.residuals.nbytes + self.states.nbytes

    def at(self, indices: IntArray) -> GradientFactors:
        """Those of the sentences at `indices`, in that order."""
        starts, lengths = self.offsets[indices], np.diff(self.offsets)[indices]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        tokens = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        return GradientFactors(offsets, self.residuals[tokens], self.states[tokens])

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


class GradientPoints:
    """The gradient embeddings of a pool's unlabelled sentences, made when they are asked for.

    The factors of all sentences are kept where they fit twice into the pool's memory budget; else
    the model is run again for those that are asked for.
    """

    def __init__(self, pool: Pool) -> None:
        norms: list[Float64Array] = []
        kept: list[GradientFactors] = []
        size = 0
        for outputs in pool.outputs(pool.unlabelled):
            factors = GradientFactors.of(outputs)
            norms.append(factors.squared_norms())
            size += factors.nbytes
            kept.append(factors)
            if 2 * size > pool.memory:  # joining them needs their size again
                kept.clear()
            self.dimension = factors.residuals.shape[1] * factors.states.shape[1]
        self._pool = pool
        self._factors = _joined(kept) if 2 * size <= pool.memory else None
        self.squared_norms = np.concatenate(norms)

    def rows(self, indices: IntArray) -> FloatArray:
        """The embeddings of the unlabelled sentences at `indices`."""
        return self._factors_at(indices).embeddings()

    def _factors_at(self, indices: IntArray) -> GradientFactors:
        if self._factors is not None:
            return self._factors.at(indices)
        wanted, places = np.unique(indices, return_inverse=True)
        outputs = self._pool.outputs(self._pool.unlabelled[wanted])
        return _joined([GradientFactors.of(one) for one in outputs]).at(places)


def _joined(parts: list[GradientFactors]) -> GradientFactors:
    lengths = np.concatenate([np.diff(part.offsets) for part in parts])
    return GradientFactors(
        np.concatenate([[0], np.cumsum(lengths)]),
        np.concatenate([part.residuals for part in parts]),
        np.concatenate([part.states for part in parts]),
    )
