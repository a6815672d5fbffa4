"""Brute-force versions, plain and slow, that the strategies and kernels are held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

import numpy as np
import pytest

from tasks.querying.pool import FloatArray, Pool, TokenOutputs
from tasks.querying.registry import find_strategy

Draw = tuple[int, ...]
Chances = Callable[[Draw], FloatArray]
"""What every index's chance to be drawn next is proportional to, given those drawn before."""


Rows = list[list[float]]
"""Of one sentence: the log-probability of each tag, for each token."""


def rows_of(pool: Pool, sentence: int) -> Rows:
    """What the pool's model says about one sentence, asked alone."""
    rows: Rows = pool.model.outputs(np.array([sentence])).log_probabilities.tolist()
    return rows


def predicted(row: Sequence[float]) -> int:
    """The most probable tag; the first of equals."""
    return max(range(len(row)), key=row.__getitem__)


def mnlp_uncertainty_by_loops(rows: Rows) -> float:
    """1 − the geometric mean of the predicted tags' probabilities."""
    return 1.0 - float(np.prod([np.exp(max(row)) for row in rows]) ** (1.0 / len(rows)))


def assert_goes_by(
    name: str,
    pool: Pool,
    score: Callable[[Rows], float] | Mapping[int, float],
    options: Mapping[str, object] | None = None,
) -> None:
    """Whether the strategy's order is by descending score, but for rounding.

    `score` is a function of what the model says about a sentence, or all ids' scores.
    """
    order = list(find_strategy(name, options)(pool, np.random.default_rng(0)))
    assert sorted(order) == sorted(pool.unlabelled.tolist())
    if isinstance(score, Mapping):
        scores = [score[sentence] for sentence in order]
    else:
        scores = [score(rows_of(pool, sentence)) for sentence in order]
    assert scores == pytest.approx(sorted(scores, reverse=True), abs=2e-6)


def gradient_embeddings_by_loops(outputs: TokenOutputs) -> FloatArray:
    """Σ_t (p_t − e_ŷt) h_tᵀ, one token, tag and unit after the other, in double precision."""
    tags, size = outputs.log_probabilities.shape[1], outputs.states.shape[1]
    embeddings = np.zeros((len(outputs.offsets) - 1, tags, size))
    for sentence in range(len(embeddings)):
        for token in range(outputs.offsets[sentence], outputs.offsets[sentence + 1]):
            row = outputs.log_probabilities[token].astype(np.float64)
            predicted = int(np.argmax(row))
            for tag in range(tags):
                residual = np.exp(row[tag]) - (tag == predicted)
                for unit in range(size):
                    embeddings[sentence, tag, unit] += residual * outputs.states[token, unit]
    return embeddings.reshape(len(embeddings), -1)


def exhaustive_furthest_first(points: FloatArray, centres: FloatArray) -> list[int]:
    """Furthest-first that measures every distance anew at every step; the first wins a tie."""
    remaining = list(range(len(points)))
    covered = list(centres.astype(np.float64))
    order = []
    while remaining:
        distances = [nearest_centre(points[index], covered) for index in remaining]
        newest = remaining.pop(distances.index(max(distances)))
        covered.append(points[newest].astype(np.float64))
        order.append(newest)
    return order


def exhaustive_cover(points: FloatArray, radius: float, centres: FloatArray) -> list[int]:
    """Greedy maximum coverage by open balls that counts anew at every step; the first wins."""
    balls = [
        {index for index, other in enumerate(points) if np.linalg.norm(other - point) < radius}
        for point in points
    ]
    left = {
        index
        for index, point in enumerate(points)
        if all(np.linalg.norm(point - centre) >= radius for centre in centres)
    }
    order: list[int] = []
    while left:
        gains = [len(ball & left) for ball in balls]
        order.append(gains.index(max(gains)))
        left -= balls[order[-1]]
    return order


def nearest_centre(point: FloatArray, centres: Sequence[FloatArray]) -> float:
    """The squared distance to the nearest of the centres; infinite without any."""
    return min((float(np.sum((point - centre) ** 2.0)) for centre in centres), default=np.inf)


def seeding(points: FloatArray, weights: FloatArray) -> Chances:
    """Weighted k-means++: w‖x‖² for the first centre, then w·D²; w when that is 0 everywhere."""
    points = np.asarray(points, dtype=np.float64)
    origin = np.zeros(points.shape[1])

    def chances(drawn: Draw) -> FloatArray:
        centres = list(points[list(drawn)]) if drawn else [origin]
        distances = np.array([nearest_centre(point, centres) for point in points])
        weighted = weights * distances
        return weighted if weighted.any() else weights

    return chances


def law(chances: Chances, size: int, places: int) -> dict[Draw, float]:
    """The probability of each ordered draw of `places` out of `size` without replacement."""
    return {draw: _probability(draw, chances) for draw in permutations(range(size), places)}


def _probability(draw: Draw, chances: Chances) -> float:
    probability = 1.0
    for place, index in enumerate(draw):
        remaining = np.array(chances(draw[:place]), dtype=np.float64)
        remaining[list(draw[:place])] = 0.0
        if remaining[index] == 0.0:
            return 0.0
        probability *= remaining[index] / remaining.sum()
    return probability
