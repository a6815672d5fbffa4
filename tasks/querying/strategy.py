"""A query strategy as a simulation calls it, and the scores that its order may come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tasks.querying.kernels.scores import ascending
from tasks.querying.pool import FloatArray, IntArray, Pool, TokenOutputs

Query = Callable[[Pool, np.random.Generator], Iterable[int]]
SentenceScores = Callable[[Pool, np.random.Generator], FloatArray]
ScoresOfTokens = Callable[[Pool, TokenOutputs], FloatArray]


class TokenScores(NamedTuple):
    """Scores of tokens, and how those of a sentence become one.

    Attributes
    ----------
    of : function of a pool and its model's outputs for some sentences
        Gives an array of shape [tokens]; higher is more informative.
    by_sentence : function of such an array and the outputs' offsets
        Gives an array of shape [sentences].
    """

    of: ScoresOfTokens
    by_sentence: Callable[[FloatArray, IntArray], FloatArray]


@dataclass(frozen=True)
class Strategy:
    """Orders a pool's unlabelled sentences, those to be annotated first in front.

    Attributes
    ----------
    name : str
        As ``params.yaml`` calls it, wrappers included.
    needs_earlier_rounds : bool
        Whether it reads `Pool.earlier`.
    query : Query
        Yields the ids.
    scores : SentenceScores, optional
        The scores that the order comes from; None where it does not come from scores.
    token_scores : TokenScores, optional
        The scores of tokens that these come from; None where they do not.
    """

    name: str
    needs_earlier_rounds: bool
    query: Query
    scores: SentenceScores | None = None
    token_scores: TokenScores | None = None

    def __call__(self, pool: Pool, generator: np.random.Generator) -> Iterator[int]:
        """Yield the unlabelled ids, each once.

        The strategy is shown them in ascending order, so that theirs decides nothing.
        """
        yield from self.query(replace(pool, unlabelled=np.sort(pool.unlabelled)), generator)


def by_scores(name: str, needs_earlier_rounds: bool, scores: SentenceScores) -> Strategy:
    """The strategy that takes the sentences with the highest scores first; the lower id of equals.

    Parameters
    ----------
    scores : function of a pool and a generator
        Gives an array of shape [unlabelled], in the order of the pool's unlabelled ids.
    """

    def query(pool: Pool, generator: np.random.Generator) -> Iterator[int]:
        yield from ascending(pool.unlabelled, -scores(pool, generator))

    return Strategy(name, needs_earlier_rounds, query, scores)


def by_token_scores(name: str, needs_earlier_rounds: bool, tokens: TokenScores) -> Strategy:
    """The strategy that goes by the scores of sentences made of those of their tokens."""

    def scores(pool: Pool, generator: np.random.Generator) -> FloatArray:  # noqa: ARG001
        pieces = [
            tokens.by_sentence(tokens.of(pool, outputs), outputs.offsets)
            for outputs in pool.outputs(pool.unlabelled)
        ]
        return np.concatenate(pieces)

    return replace(by_scores(name, needs_earlier_rounds, scores), token_scores=tokens)
