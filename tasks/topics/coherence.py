"""Coherence of topics: do the words of a topic occur together in documents?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.topics.inference import Floats, Ints

WINDOW = 110
EPSILON = 1e-12
CHUNK = 4_000_000

Topics = Sequence[Sequence[str]]


class Occurrences(NamedTuple):
    """In how many windows words occur together.

    Attributes
    ----------
    numbers : dict of str to int
        The row of each word.
    together : int array, (words, words)
        Windows that have both; the diagonal counts those that have the word.
    windows : int
        How many windows there are.
    """

    numbers: dict[str, int]
    together: Ints
    windows: int


def count_occurrences(
    documents: Sequence[Sequence[str]], topics: Topics, window: int | None = None
) -> Occurrences:
    """Count the windows that have a word, and those that have two of them.

    Parameters
    ----------
    topics : sequence of sequences of str
        Only their words are counted.
    window : int or None
        A window is so many neighbouring tokens, moved by one token at a time; a document that is
        not longer is one window, and every document when None. An empty document is none.
    """
    from scipy.sparse import csr_matrix

    words = sorted({word for topic in topics for word in topic})
    numbers = {word: number for number, word in enumerate(words)}
    filled = [document for document in documents if document]
    together = np.zeros((len(words), len(words)), dtype=np.int64)
    for rows, columns, windows in _incidences(filled, numbers, window):
        shape = (windows, len(words))
        occurs = csr_matrix((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=shape)
        together += (occurs.T @ occurs).toarray()
    return Occurrences(
        numbers, together, sum(_windows(len(document), window) for document in filled)
    )


def npmi_coherence(topics: Topics, occurrences: Occurrences) -> Floats:
    """Mean normalised pointwise mutual information of a topic's pairs of words (Bouma 2009).

    −1 for words that never meet, 0 for independent ones, 1 for such as never occur apart. A
    topic of fewer than two words has coherence 0.

    Returns
    -------
    float64 array, (topics,)
    """
    counts, total = occurrences.together, occurrences.windows
    values = np.zeros(len(topics))
    for place, topic in enumerate(topics):
        ids = [occurrences.numbers[word] for word in topic]
        first, second = np.triu_indices(len(ids), 1)
        if len(first):
            left, right = np.take(ids, first), np.take(ids, second)
            joint = counts[left, right] / total
            single = counts.diagonal()[left] * counts.diagonal()[right] / total**2
            values[place] = _npmi(joint, single).mean()
    return values


def c_v_coherence(topics: Topics, occurrences: Occurrences) -> Floats:
    """C_V of Röder, Both & Hinneburg (2015), to be given windows of 110 tokens.

    Each word is the vector of its NPMI with all words of the topic, the topic the sum of these
    vectors; the mean of the cosines between words and topic is the coherence. NPMI is smoothed
    as gensim does. (gensim's counts differ in documents that are longer than a window: it takes
    a word for gone when one of two occurrences has left the window.)

    Returns
    -------
    float64 array, (topics,)
    """
    counts, total = occurrences.together, occurrences.windows
    values = np.zeros(len(topics))
    for place, topic in enumerate(topics):
        ids = [occurrences.numbers[word] for word in topic]
        if not ids:
            continue
        joint = counts[np.ix_(ids, ids)] / total
        single = joint.diagonal()
        smoothed = joint + EPSILON
        vectors = np.log(smoothed / np.outer(single, single)) / -np.log(smoothed)
        whole = vectors.sum(axis=0)
        lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(whole)
        values[place] = (vectors @ whole / lengths).mean()
    return values


def _npmi(joint: Floats, independent: Floats) -> Floats:
    values = np.where(joint > 0, 1.0, -1.0)
    inner = (joint > 0) & (joint < 1)
    values[inner] = np.log(joint[inner] / independent[inner]) / -np.log(joint[inner])
    return values


def _windows(length: int, window: int | None) -> int:
    return 1 if window is None else max(1, length - window + 1)


def _incidences(
    documents: Sequence[Sequence[str]], numbers: dict[str, int], window: int | None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], int]]:
    """Yield (windows, words, number of windows): which windows have which words, in portions.

    An occurrence at position p stands for the windows it is the first occurrence in: those that
    begin after the occurrence before it, and not after p.
    """
    begins: list[int] = []
    lengths: list[int] = []
    words: list[int] = []
    size = offset = 0
    for document in documents:
        width = window or len(document)
        count = _windows(len(document), window)
        before: dict[int, int] = {}
        for position, token in enumerate(document):
            if (word := numbers.get(token)) is None:
                continue
            begin = max(before.get(word, -1) + 1, position - width + 1)
            length = min(position, count - 1) - begin + 1
            before[word] = position
            if length > 0:
                begins.append(offset + begin)
                lengths.append(length)
                words.append(word)
                size += length
        offset += count
        if size >= CHUNK:
            yield *_expand(begins, lengths, words), offset
            begins, lengths, words = [], [], []
            size = offset = 0
    if offset:
        yield *_expand(begins, lengths, words), offset


def _expand(
    begins: list[int], lengths: list[int], words: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    repeats = np.array(lengths, dtype=np.int64)
    ends = np.cumsum(repeats)
    inside = np.arange(repeats.sum()) - np.repeat(ends - repeats, repeats)
    starts = np.array(begins, dtype=np.int64)
    return np.repeat(starts, repeats) + inside, np.repeat(np.array(words, dtype=np.int64), repeats)
