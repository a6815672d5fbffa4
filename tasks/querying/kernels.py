"""The selection kernels that strategies share: embeddings, seeding, furthest-first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.querying.pool import FloatArray, IntArray, TokenOutputs

# A squared distance below this share of the two squared norms is float32 rounding.
_ROUNDING = 1e-5


def mean_by_sentence(values: FloatArray, offsets: IntArray) -> FloatArray:
    """Mean of token `values` [tokens] over each sentence; shape [sentences]."""
    sums = np.add.reduceat(values.astype(np.float64), offsets[:-1])
    return sums / np.diff(offsets)


def ascending(ids: IntArray, scores: FloatArray) -> Iterator[int]:
    """Yield `ids` from the lowest score to the highest; equal scores keep their order."""
    yield from ids[np.argsort(scores, kind="stable")].tolist()


def gradient_embeddings(outputs: TokenOutputs) -> FloatArray:
    """The gradient of each sentence's loss with respect to the last layer's weight.

    G(x) = Σ_t (p_t − e_ŷt) h_tᵀ, flattened, for the predicted tags ŷ: Kim (2020), equation 4.

    Returns
    -------
    float32 array of shape [sentences, tags × state size]
    """
    residuals = np.exp(outputs.log_probabilities)
    residuals[np.arange(len(residuals)), outputs.log_probabilities.argmax(axis=1)] -= 1.0
    offsets, states = outputs.offsets, outputs.states
    lengths = np.diff(offsets)
    embeddings = np.empty(
        (len(lengths), residuals.shape[1], states.shape[1]), dtype=residuals.dtype
    )
    for length in np.unique(lengths):
        members = np.flatnonzero(lengths == length)
        rows = offsets[members][:, None] + np.arange(length)
        embeddings[members] = residuals[rows].transpose(0, 2, 1) @ states[rows]
    return embeddings.reshape(len(lengths), -1)


def weighted_seeding(
    points: FloatArray,
    weights: FloatArray,
    generator: np.random.Generator,
    block: int = 32,
    patience: int = 8,
) -> Iterator[int]:
    """Weighted k-means++ seeding: yield row indices, each centre drawn given those before it.

    The first centre is drawn with probability ∝ w(x)·‖x‖², each later one ∝ w(x)·D²(x), where
    D² is the squared distance to the nearest centre so far (Arthur & Vassilvitskii 2007, the
    plain law with one trial a centre; weights: Kim 2020, equation 5). When every remaining D²
    is 0, the rest follows with probability ∝ w(x).

    Distances are brought up to date lazily. D² only falls, so its last known value bounds it:
    a candidate is drawn from the bounds, its D² computed exactly, and accepted with
    probability exact / bound. That is rejection sampling, so the law is exactly the one above.
    Pending centres are folded into all distances with one matrix product when `block` of them
    have gathered or `patience` candidates were rejected.

    Parameters
    ----------
    points : float array of shape [n, d]
    weights : float array of shape [n], not negative
    """
    norms = np.einsum("ij,ij->i", points, points).astype(np.float64)
    nearest = norms.copy()
    free = np.ones(len(points), dtype=bool)
    pending: list[int] = []
    rejected = 0
    while True:
        bounds = np.where(free, weights * nearest, 0.0)
        cumulative = np.cumsum(bounds)
        if len(cumulative) == 0 or cumulative[-1] <= 0.0:
            break
        total = cumulative[-1]
        drawn = min(generator.random() * total, np.nextafter(total, 0.0))
        candidate = int(np.searchsorted(cumulative, drawn, side="right"))
        bound = nearest[candidate]
        if pending:
            distances = _squared_distances(points, norms, np.array([candidate]), np.array(pending))
            nearest[candidate] = min(bound, distances.min())
        if generator.random() * bound < nearest[candidate]:
            first = free.all()
            free[candidate] = False
            pending.append(candidate)
            yield candidate
            if first:
                nearest.fill(np.inf)  # the origin is no centre
                rejected = patience
        else:
            rejected += 1
        if len(pending) >= block or rejected >= patience:
            distances = _squared_distances(points, norms, np.arange(len(points)), np.array(pending))
            np.minimum(nearest, distances.min(axis=1), out=nearest)
            pending.clear()
            rejected = 0
    left = np.flatnonzero(free)
    # Sorting exponential variates divided by the weights draws without replacement ∝ weight.
    with np.errstate(divide="ignore"):
        arrivals = generator.exponential(size=len(left)) / weights[left]
    yield from left[np.argsort(arrivals, kind="stable")].tolist()


def furthest_first(points: FloatArray, centres: FloatArray) -> Iterator[int]:
    """Yield row indices of `points`, each time the one furthest from all centres so far.

    Greedy k-centre (Sener & Savarese 2018): one running vector of distances to the nearest
    centre, updated by the newest centre only; the first index wins a tie.

    Parameters
    ----------
    points : float array of shape [n, d]
    centres : float array of shape [m, d]
        Centres to begin with; without any, the first row comes first.
    """
    nearest = np.full(len(points), np.inf)
    norms = np.einsum("ij,ij->i", points, points).astype(np.float64)
    for start in range(0, len(centres), 1024):
        block = centres[start : start + 1024]
        block_norms = np.einsum("ij,ij->i", block, block).astype(np.float64)
        squared = norms[:, None] + block_norms - 2.0 * (points @ block.T)
        np.minimum(nearest, squared.min(axis=1), out=nearest)
    for _ in range(len(points)):
        newest = int(np.argmax(nearest))
        yield newest
        squared = norms + norms[newest] - 2.0 * (points @ points[newest])
        np.minimum(nearest, np.maximum(squared, 0.0), out=nearest)
        nearest[newest] = -np.inf


def _squared_distances(
    points: FloatArray, norms: FloatArray, rows: IntArray, centres: IntArray
) -> FloatArray:
    """Squared distances [rows, centres] between rows of `points`; rounding noise becomes 0."""
    everything = len(rows) == len(points)
    products = (points if everything else points[rows]) @ points[centres].T
    scale = norms[rows][:, None] + norms[centres]
    squared = scale - 2.0 * products
    return np.where(squared > _ROUNDING * scale, squared, 0.0)
