"""A fitted topic model: what its topics say, which topics a document has, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from tasks.files import damage_told, read_json, replacing, write_json
from tasks.topics.documents import Phrases, join_phrases
from tasks.topics.inference import (
    ClusterInference,
    Floats,
    Inference,
    LdaInference,
    NmfInference,
    padded_blocks,
)

ARRAYS = "model.npz"
VOCABULARY = "vocabulary.json"
REMEDY = "run `skillpath topics` first, or everything with `dvc repro`"
KINDS: dict[str, type[LdaInference | NmfInference | ClusterInference]] = {
    "lda": LdaInference,
    "nmf": NmfInference,
    "clusters": ClusterInference,
}


@dataclass(frozen=True, eq=False)
class TopicModel:
    """A topic model of any kind.

    Attributes
    ----------
    kind : str
        ``lda``, ``nmf`` or ``clusters``.
    terms : tuple of str
        The vocabulary, in the order of the columns.
    topic_terms : float64 array, (topics, terms)
        What each topic consists of; rows sum to 1. Probabilities of words for LDA, shares of
        TF-IDF weight for the others.
    term_weights : float64 array, (terms,)
        What a count was multiplied with before the model saw it: idf, or ones.
    inference
        Finds the topics of a document.
    phrases
        Collocations that the model's vocabulary has as one term.
    """

    kind: str
    terms: tuple[str, ...]
    topic_terms: Floats
    term_weights: Floats
    inference: Inference
    phrases: Phrases = ()

    @property
    def name(self) -> str:
        """``lda-64``: kind and number of topics."""
        return f"{self.kind}-{len(self.topic_terms)}"

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The column of each term."""
        return {term: number for number, term in enumerate(self.terms)}

    def transform(self, documents: Sequence[Sequence[str]]) -> Floats:
        """The topics of documents; what stands beside a document does not matter.

        Returns
        -------
        float64 array, (documents, topics)
            Rows sum to 1. A document that tells nothing of its topics, having no term of the
            vocabulary or only such as no topic has, gets a row of zeros, whatever the model.
        """
        joined = [join_phrases(document, self.phrases) for document in documents]
        shares = np.zeros((len(joined), len(self.topic_terms)))
        for rows, terms, counts in padded_blocks(joined, self.numbers):
            shares[rows] = _shares(self.inference.weights(terms, counts))
        return shares

    def word_probabilities(self, shares: Floats) -> Floats:
        """The probability of each term as the next word of documents with these topics.

        The mixture of `topic_terms`, with the weighting of TF-IDF undone.

        Returns
        -------
        float64 array, (documents, terms)
            Rows sum to 1, or are zeros where `shares` are.
        """
        return _shares(shares @ (self.topic_terms / self.term_weights))


def most_probable(shares: Floats) -> np.ndarray:
    """The topic of each document: its most probable one, −1 where it has none.

    gensim lists a document's topics by number, so the first of its list would be wrong.
    """
    return np.where(shares.any(axis=1), shares.argmax(axis=1), -1)


def save_model(model: TopicModel, folder: Path) -> None:
    """Write ``model.npz`` and ``vocabulary.json`` into `folder`."""
    inner = {field.name: getattr(model.inference, field.name) for field in fields(model.inference)}
    arrays = {name: value for name, value in inner.items() if isinstance(value, np.ndarray)}
    with replacing(folder / ARRAYS) as temporary, temporary.open("wb") as file:
        np.savez(
            file,
            allow_pickle=False,
            topic_terms=model.topic_terms,
            term_weights=model.term_weights,
            **{f"inference.{name}": value for name, value in arrays.items()},
        )
    described = {
        "kind": model.kind,
        "inference": {name: value for name, value in inner.items() if name not in arrays},
        "terms": list(model.terms),
        "phrases": [sorted(level) for level in model.phrases],
    }
    write_json(folder / VOCABULARY, described)


def load_model(folder: Path) -> TopicModel:
    """Read what `save_model` wrote.

    Raises
    ------
    UserError
        When a file is missing, or they were not written together by this version.
    """
    described: dict[str, Any] = read_json(folder / VOCABULARY, REMEDY)
    with damage_told(folder / ARRAYS, REMEDY), np.load(folder / ARRAYS, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    with damage_told(folder / VOCABULARY, REMEDY):
        return _model(described, arrays)


def _model(described: Mapping[str, Any], arrays: Mapping[str, Any]) -> TopicModel:
    """Put a model together; ValueError and its like where the parts do not fit."""
    inner = {
        name.removeprefix("inference."): value
        for name, value in arrays.items()
        if name.startswith("inference.")
    }
    model = TopicModel(
        kind=described["kind"],
        terms=tuple(described["terms"]),
        topic_terms=arrays["topic_terms"],
        term_weights=arrays["term_weights"],
        inference=KINDS[described["kind"]](**inner, **described["inference"]),
        phrases=tuple(frozenset(map(tuple, level)) for level in described["phrases"]),
    )
    sizes = {model.topic_terms.shape[1], len(model.term_weights), len(model.terms)}
    if len(sizes) > 1 or not all(isinstance(term, str) for term in model.terms):
        raise ValueError("its terms are not those of the arrays")
    return model


def _shares(weights: Floats) -> Floats:
    totals = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)
