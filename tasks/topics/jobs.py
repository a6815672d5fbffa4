"""The topics' jobs: fit and measure one model; compare models of several seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tasks.errors import UserError
from tasks.files import damage_told, replacing
from tasks.topics.coherence import WINDOW, c_v_coherence, count_occurrences, npmi_coherence
from tasks.topics.documents import Document, join_phrases, read_documents
from tasks.topics.inference import Floats
from tasks.topics.keywords import describe_topics, write_topics
from tasks.topics.measures import (
    perplexity,
    stability,
    top_words,
    topic_diversity,
    topic_similarity,
)
from tasks.topics.model import REMEDY, TopicModel, load_model, most_probable, save_model
from tasks.topics.settings import FITS, settings_of

DOCUMENT_TOPICS = "document_topics.npz"
SPLIT_SEED = 0
COHERENCE_WORDS = 10
DIVERSITY_WORDS = 25


def fit_topics(
    folder: Path,
    *,
    skills: str,
    kind: str,
    text: str,
    topics: int,
    seed: int,
    preset: str = "own",
    options: Mapping[str, Any] | None = None,
    held_out_share: float = 0.1,
) -> dict[str, Any]:
    """Fit one topic model, save it with the topics of all vacancies, and measure it.

    Which vacancies are held out depends on neither the model nor its seed, so that perplexities
    compare. Coherence is counted in all vacancies, in the text that the model was fitted to.

    Parameters
    ----------
    folder : Path
        Gets ``model.npz``, ``vocabulary.json``, ``document_topics.npz``, ``topics.json`` and
        ``keywords.csv``.
    skills : str
        The folder with ``skills.parquet``.
    kind : str
        ``lda``, ``nmf`` or ``clusters``.
    text : str
        See `documents_of`.
    topics, seed : int
    preset, options
        See `settings_of`.
    held_out_share : float
        The share of vacancies that perplexity is measured on; 0 fits to all of them.

    Returns
    -------
    dict
        The measures; ``perplexity`` is None where nothing is held out.

    Raises
    ------
    UserError
        When an argument cannot be, or no vacancy has a token.
    """
    settings = settings_of(kind, preset, options or {})
    if topics < 2:
        raise UserError(f"topics: {topics} topics are too few: ask for two at least")
    ids, documents = read_documents(Path(skills), text)
    if not any(documents):
        raise UserError(f"{skills}: no vacancy has a token of text={text}: give more vacancies")
    held = _held_out(len(documents), held_out_share)
    training = [document for document, out in zip(documents, held, strict=True) if not out]
    tests = [document for document, out in zip(documents, held, strict=True) if out]

    model = FITS[kind](training, topics, seed, settings)
    shares = model.transform(documents)
    described = describe_topics(model, ids, shares)
    save_model(model, folder)
    _write_document_topics(folder, ids, shares)
    write_topics(folder, described)
    return {
        "kind": kind,
        "preset": preset,
        "text": text,
        "topics": topics,
        "seed": seed,
        "vacancies": len(documents),
        "without_topic": int((most_probable(shares) < 0).sum()),
        "terms": len(model.terms),
        "topics_used": sum(topic["vacancies"] > 0 for topic in described),
        "largest_topic": max(topic["vacancies"] for topic in described),
        "perplexity": perplexity(model, training, tests, np.random.default_rng(SPLIT_SEED)),
        **_coherence(model, documents),
    }


def compare_seeds(folder: Path, *, models: Sequence[str]) -> dict[str, Any]:  # noqa: ARG001
    """Stability over the models in these folders, which differ by their seeds only.

    Nothing is written into `folder`, which every job is given.
    """
    if len(models) < 2:
        raise UserError("topics: stability needs models of two seeds at least")
    loaded = [load_model(Path(one)) for one in models]
    return {"name": loaded[0].name, "models": len(loaded), **stability(loaded)}


def read_document_topics(folder: Path) -> tuple[list[str], Floats]:
    """The vacancies' ids and shares, (vacancies, topics), that `fit_topics` left in `folder`.

    Raises
    ------
    UserError
        When the file is missing or was not written by this version.
    """
    path = folder / DOCUMENT_TOPICS
    with damage_told(path, REMEDY), np.load(path, allow_pickle=False) as file:
        ids, shares = file["ids"].tolist(), file["shares"]
        if shares.ndim != 2 or len(ids) != len(shares):
            raise ValueError(f"{len(ids)} ids for an array of shape {shares.shape}")
        return ids, shares


def _held_out(count: int, share: float) -> np.ndarray:
    if not 0 <= share < 1:
        raise UserError(f"topics: held_out_share={share} cannot be: use 0 to less than 1")
    held = np.zeros(count, dtype=bool)
    held[np.random.default_rng(SPLIT_SEED).permutation(count)[: round(share * count)]] = True
    return held


def _coherence(model: TopicModel, documents: Sequence[Document]) -> dict[str, Any]:
    joined = [join_phrases(document, model.phrases) for document in documents]
    words = top_words(model.topic_terms, model.terms, COHERENCE_WORDS)
    npmi = npmi_coherence(words, count_occurrences(joined, words))
    c_v = c_v_coherence(words, count_occurrences(joined, words, WINDOW))
    similarity = topic_similarity(model.topic_terms)
    return {
        "npmi": float(npmi.mean()),
        "c_v": float(c_v.mean()),
        "diversity": topic_diversity(top_words(model.topic_terms, model.terms, DIVERSITY_WORDS)),
        "npmi_of_topics": npmi.tolist(),
        "c_v_of_topics": c_v.tolist(),
        "similarity": np.round(similarity, 4).tolist(),
    }


def _write_document_topics(folder: Path, ids: Sequence[str], shares: Floats) -> None:
    with replacing(folder / DOCUMENT_TOPICS) as temporary, temporary.open("wb") as file:
        np.savez_compressed(
            file, allow_pickle=False, ids=np.array(ids), shares=shares.astype(np.float32)
        )
