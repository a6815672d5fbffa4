"""Which words some sentences need of an embedding table, each once, and where their tokens are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tasks.tagging.encoding import EncodedSentences, IntArray


class Lookup(NamedTuple):
    """The words that some sentences need, and where each token's is among them.

    Attributes
    ----------
    words : int64 array of shape [rows]
        Rows of the embedding table.
    rows : int64 array of shape [tokens]
        Of each token of those sentences, its place in `words`; elsewhere undefined.
    """

    words: IntArray
    rows: IntArray


def distinct_words(sentences: EncodedSentences, chosen: IntArray) -> Lookup:
    """The distinct words of the `chosen` sentences."""
    tokens = token_positions(sentences, chosen)
    return _lookup(sentences, tokens, np.zeros_like(tokens))


def occurrences_of(sentences: EncodedSentences, chosen: IntArray) -> Lookup:
    """The same, but a word that occurs n times in one sentence stands there n times.

    So no two tokens of a sentence share a row, and few rows are needed.
    """
    tokens = token_positions(sentences, chosen)
    owners = np.repeat(np.arange(len(chosen)), sentences.lengths[chosen])
    order = np.lexsort((sentences.words[tokens], owners))
    words, owners = sentences.words[tokens][order], owners[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = (words[1:] != words[:-1]) | (owners[1:] != owners[:-1])
    first = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    turns = np.empty_like(order)
    turns[order] = np.arange(len(order)) - first
    return _lookup(sentences, tokens, turns)


def token_positions(sentences: EncodedSentences, chosen: IntArray) -> IntArray:
    """Where the tokens of the `chosen` sentences lie, sentence by sentence."""
    lengths = sentences.lengths[chosen]
    stops = np.cumsum(lengths)
    starts = sentences.offsets[chosen]
    return np.arange(lengths.sum()) + np.repeat(starts - (stops - lengths), lengths)


def _lookup(sentences: EncodedSentences, tokens: IntArray, turns: IntArray) -> Lookup:
    """Rows for distinct pairs of a word and the turn in which it occurs."""
    words = sentences.words[tokens]
    kinds = int(words.max(initial=0)) + 1
    distinct, places = np.unique(turns * kinds + words, return_inverse=True)
    rows = np.empty(len(sentences.words), dtype=np.int64)
    rows[tokens] = places
    return Lookup(distinct % kinds, rows)
