"""TF-IDF vectors of words, whole phrases and characters, without a library that loads slowly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats32 = NDArray[np.float32]
Terms = Callable[[str], list[str]]

WORD = re.compile(r"[^\W_][\w+#]*")


@dataclass(frozen=True)
class TfIdf:
    """A vocabulary with its weights.

    Attributes
    ----------
    columns
        The column of each term.
    weights : array, (terms,)
        Smoothed inverse document frequencies, log((1 + N) / (1 + n)) + 1.
    """

    columns: dict[str, int]
    weights: Floats32

    def transform(self, documents: Sequence[Sequence[str]]) -> csr_matrix:
        """Vectors of unit length, (documents, terms): (1 + log count) · weight; 0 if unknown."""
        from scipy.sparse import csr_matrix

        indices: list[int] = []
        counts: list[int] = []
        starts = [0]
        for document in documents:
            found = Counter(self.columns[term] for term in document if term in self.columns)
            for column in sorted(found):
                indices.append(column)
                counts.append(found[column])
            starts.append(len(indices))
        columns = np.array(indices, dtype=np.int32)
        values = (1 + np.log(np.array(counts, dtype=np.float32))) * self.weights[columns]
        lengths = np.repeat(_lengths(values, starts), np.diff(starts))
        return csr_matrix(
            (values / lengths, columns, np.array(starts, dtype=np.int32)),
            shape=(len(documents), len(self.columns)),
            dtype=np.float32,
        )


def fit_tfidf(documents: Iterable[Sequence[str]], min_documents: int) -> TfIdf:
    """Learn the vocabulary of terms that occur in at least `min_documents` documents."""
    occurrences: Counter[str] = Counter()
    total = 0
    for document in documents:
        occurrences.update(set(document))
        total += 1
    terms = sorted(term for term, count in occurrences.items() if count >= min_documents)
    frequencies = np.array([occurrences[term] for term in terms], dtype=np.float64)
    weights = np.log((1 + total) / (1 + frequencies)) + 1
    columns = {term: column for column, term in enumerate(terms)}
    return TfIdf(columns, weights.astype(np.float32))


def words(text: str) -> list[str]:
    """The words of a text, lower-cased."""
    return WORD.findall(text.lower())


def word_pairs(text: str) -> list[str]:
    """The words of a text, then each two neighbours joined by a space."""
    single = words(text)
    return single + [" ".join(pair) for pair in pairwise(single)]


def character_ngrams(text: str, shortest: int = 2, longest: int = 5) -> list[str]:
    """Runs of characters inside the words of a text, each word between two spaces."""
    found = []
    for word in words(text):
        padded = f" {word} "
        for length in range(shortest, longest + 1):
            found += [padded[at : at + length] for at in range(len(padded) - length + 1)]
    return found


def _lengths(values: Floats32, starts: Sequence[int]) -> Floats32:
    """The Euclidean length of each document's stretch of `values`; 1 where it is empty."""
    squares = np.concatenate([[0.0], np.cumsum(values.astype(np.float64) ** 2)])
    total = np.diff(squares[np.array(starts)])
    return np.sqrt(np.where(total > 0, total, 1.0)).astype(np.float32)
