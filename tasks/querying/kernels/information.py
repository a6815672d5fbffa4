"""How much sentences would tell about a model's last layer, and what is left of it by others.

The Fisher information that a token with state h and tag probabilities p adds to the last layer's
weights is (diag(p) − ppᵀ) ⊗ h hᵀ; here it is u·h hᵀ, as if the tags shared one vector of weights,
with u = 1 − Σ p², the trace of the first factor. Given the covariance C that a normal prior and
the sentences chosen so far leave, a sentence's rows A = √u hᵀ then gain ½ log det(I + A C Aᵀ) nats:
the D-optimal design of a linear model, and the mutual information of labels and weights in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.kernels.points import Float64Array
from tasks.querying.kernels.tokens import PoolTokens
from tasks.querying.pool import FloatArray, IntArray, Pool, TokenOutputs

# Sentences whose gain is computed anew together, and bytes of their rows.
_BLOCK = 64
_BYTES = 2**26


def information_rows(outputs: TokenOutputs) -> tuple[FloatArray]:
    """√u hᵀ of every token; shape [tokens, state size]."""
    # 1 − Σ p² from the log-probabilities, clamped: a sure tag's is rounding.
    spread = 1.0 - np.exp(2.0 * outputs.log_probabilities).sum(axis=1)
    return (np.sqrt(np.maximum(spread, 0.0))[:, None] * outputs.states,)


def gains(rows: FloatArray, lengths: IntArray, covariance: Float64Array) -> Float64Array:
    """log det(I + A C Aᵀ) of each sentence; shape [sentences].

    Parameters
    ----------
    rows : float array of shape [tokens, d]
        The sentences' rows A, laid end to end.
    lengths : int64 array of shape [sentences]
    covariance : float64 array of shape [d, d]
        C, which is symmetric.
    """
    starts = np.cumsum(lengths) - lengths
    found = np.empty(len(lengths))
    for length in np.unique(lengths):
        members = np.flatnonzero(lengths == length)
        step = max(1, _BYTES // (8 * int(length) * rows.shape[1]))
        for some in np.split(members, range(step, len(members), step)):
            a = rows[starts[some][:, None] + np.arange(length)].astype(np.float64)
            inner = a @ covariance @ a.transpose(0, 2, 1)
            inner[:, np.arange(length), np.arange(length)] += 1.0
            found[some] = np.linalg.slogdet(inner)[1]
    return np.maximum(found, 0.0)


def greedy_information(pool: Pool, costs: FloatArray, prior: float) -> Iterator[int]:
    """Yield indices of unlabelled sentences, each time that with the greatest gain for its cost.

    A gain only shrinks as others are chosen, so an old one is an upper bound: only the sentences
    that may still be the best are looked at again (Minoux 1978). The first index wins a tie.

    Parameters
    ----------
    costs : float array of shape [sentences], above 0
    prior : float
        Precision of the normal prior: the larger, the less does a sentence take from others.
    """
    tokens = PoolTokens(pool, information_rows)
    bounds = np.empty(len(costs))
    covariance: Float64Array = np.empty((0, 0))
    for some, (_, (rows,)) in tokens.pieces():
        if not len(covariance):
            covariance = np.eye(rows.shape[1]) / prior
        bounds[some] = gains(rows, tokens.lengths[some], covariance) / costs[some]
    for _ in range(len(costs)):
        best = _best(tokens, costs, bounds, covariance)
        yield best
        bounds[best] = -np.inf
        (rows,) = tokens.at(np.array([best])).arrays
        covariance = _without(covariance, rows)


def _best(
    tokens: PoolTokens,
    costs: FloatArray,
    bounds: Float64Array,
    covariance: Float64Array,
) -> int:
    """The index with the greatest gain for its cost; `bounds` are brought up to date on the way."""
    fresh = np.zeros(len(bounds), dtype=bool)
    while True:
        best = int(bounds.argmax())
        if fresh[best]:
            return best
        stale = np.where(fresh, -np.inf, bounds)
        block = min(_BLOCK, len(stale))
        some = np.argpartition(-stale, block - 1)[:block]
        some = np.sort(some[stale[some] > -np.inf])
        (rows,) = tokens.at(some).arrays
        bounds[some] = gains(rows, tokens.lengths[some], covariance) / costs[some]
        if not np.isfinite(bounds[some]).all():
            raise FloatingPointError("a sentence's information is no number: use a larger prior")
        fresh[some] = True


def _without(covariance: Float64Array, rows: FloatArray) -> Float64Array:
    """The covariance after a sentence with these rows: (C⁻¹ + AᵀA)⁻¹, by Woodbury's identity."""
    a = rows.astype(np.float64)
    ca = covariance @ a.T
    left: Float64Array = covariance - ca @ np.linalg.solve(np.eye(len(a)) + a @ ca, ca.T)
    return (left + left.T) / 2
