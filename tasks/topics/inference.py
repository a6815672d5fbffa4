"""How much of each topic a document holds, given a fitted model: numpy and scipy alone.

Documents come as padded blocks: term numbers [documents, length] and counts of the same shape,
0 behind a document's end. Weights are [documents, topics], not yet divided by their sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]

BLOCK = 64
# What gensim and scikit-learn add or clamp to: both work in, or allow for, float32.
EPSILON = float(np.finfo(np.float32).eps)


def padded_blocks(
    documents: Sequence[Sequence[str]], numbers: Mapping[str, int], size: int = BLOCK
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield (rows, terms, counts) of the documents that have known terms, short ones first.

    Parameters
    ----------
    numbers : mapping of str to int
        The number of each known term.
    """
    bags = [
        Counter(numbers[token] for token in document if token in numbers) for document in documents
    ]
    order = sorted((row for row, bag in enumerate(bags) if bag), key=lambda row: len(bags[row]))
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        terms = np.zeros((len(rows), len(bags[rows[-1]])), dtype=np.int64)
        counts = np.zeros(terms.shape)
        for place, row in enumerate(rows):
            bag = sorted(bags[row].items())
            terms[place, : len(bag)], counts[place, : len(bag)] = zip(*bag, strict=True)
        yield np.array(rows), terms, counts


@dataclass(frozen=True)
class LdaInference:
    """The variational E-step of LDA: Hoffman, Blei & Bach (2010), algorithm 1.

    The same updates and stopping rule as gensim's `LdaModel.inference`, which starts from random
    weights, where this starts from equal ones, so that a document always gets the same answer.

    Attributes
    ----------
    alpha : float array, (topics,)
        Dirichlet prior of a document's topics.
    term_topics : float array, (terms, topics)
        exp E[log β], transposed.
    iterations, tolerance
        A document is done after so many updates, or when its weights change less on average.
    """

    alpha: Floats
    term_topics: Floats
    iterations: int = 50
    tolerance: float = 0.001

    def weights(self, terms: Ints, counts: Floats) -> Floats:
        """γ − the parameters of each document's Dirichlet posterior."""
        betas = self.term_topics[terms].astype(np.float64)
        gammas = np.ones((len(terms), len(self.alpha)))
        result = gammas.copy()
        rows = np.arange(len(terms))
        for _ in range(self.iterations):
            thetas = _exp_expected_log(gammas)
            ratios = counts / (np.matmul(betas, thetas[:, :, None])[:, :, 0] + EPSILON)
            updated = self.alpha + thetas * np.matmul(ratios[:, None, :], betas)[:, 0, :]
            result[rows] = updated
            going = np.abs(updated - gammas).mean(axis=1) >= self.tolerance
            if not going.any():
                break
            rows, gammas = rows[going], updated[going]
            betas, counts = betas[going], counts[going]
        return result


@dataclass(frozen=True)
class NmfInference:
    """Multiplicative updates of W for fixed H: Lee & Seung (2001), on rows of TF-IDF.

    The same updates as scikit-learn's `NMF.transform`, but a fixed number of them: its stopping
    rule looks at all documents together, so a document's answer would depend on its neighbours.
    Whatever constant W starts from cancels in the first update.

    Attributes
    ----------
    idf : float array, (terms,)
    term_topics : float array, (terms, topics)
        H, transposed.
    loss : str
        ``kullback-leibler`` or ``frobenius``.
    """

    idf: Floats
    term_topics: Floats
    loss: str = "kullback-leibler"
    iterations: int = 100

    @cached_property
    def mass(self) -> Floats:
        """What a topic's weights in H sum to, so that W·mass are shares of what WH adds up to."""
        return self.term_topics.sum(axis=0)

    @cached_property
    def gram(self) -> Floats:
        """HHᵀ."""
        return self.term_topics.T @ self.term_topics

    def weights(self, terms: Ints, counts: Floats) -> Floats:
        """W, each column times its topic's mass."""
        rows = tf_idf(terms, counts, self.idf)
        return self.factors(terms, rows) * self.mass

    def factors(self, terms: Ints, rows: Floats) -> Floats:
        """W, for rows of TF-IDF [documents, length]."""
        h = self.term_topics[terms]
        w = np.ones((len(terms), h.shape[2]))
        if self.loss == "frobenius":
            fixed = np.matmul(rows[:, None, :], h)[:, 0, :]
            for _ in range(self.iterations):
                w *= fixed / _positive(w @ self.gram)
        else:
            total = _positive(self.mass)
            for _ in range(self.iterations):
                ratios = rows / np.maximum(np.matmul(h, w[:, :, None])[:, :, 0], EPSILON)
                w *= np.matmul(ratios[:, None, :], h)[:, 0, :] / total
        return w


@dataclass(frozen=True)
class ClusterInference:
    """Soft assignment to clusters by cosine: a mixture of von Mises–Fisher distributions.

    p(cluster | x) ∝ exp(κ cos(x, centroid)), equal shares and one κ for all: Banerjee et al.
    (2005), equation 4.1.

    Attributes
    ----------
    idf : float array, (terms,)
    term_topics : float array, (terms, topics)
        Centroids of TF-IDF rows, as columns of length 1.
    concentration : float
        κ; the larger, the harder the assignment.
    """

    idf: Floats
    term_topics: Floats
    concentration: float = 20.0

    def weights(self, terms: Ints, counts: Floats) -> Floats:
        """The assignment; nothing for a document that has cosine 0 with every centroid."""
        rows = tf_idf(terms, counts, self.idf)
        cosines = np.matmul(rows[:, None, :], self.term_topics[terms])[:, 0, :]
        best = cosines.max(axis=1, keepdims=True)
        return np.where(best > 0, np.exp(self.concentration * (cosines - best)), 0.0)


Inference = LdaInference | NmfInference | ClusterInference


def tf_idf(terms: Ints, counts: Floats, idf: Floats) -> Floats:
    """Counts × idf, each row of length 1, as scikit-learn's `TfidfVectorizer` has them."""
    rows = counts * idf[terms]
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _exp_expected_log(gammas: Floats) -> Floats:
    """exp E[log θ] for θ ~ Dirichlet(γ), row by row."""
    from scipy.special import psi

    return np.exp(psi(gammas) - psi(gammas.sum(axis=1, keepdims=True)))


def _positive(values: Floats) -> Floats:
    return np.where(values == 0, EPSILON, values)
