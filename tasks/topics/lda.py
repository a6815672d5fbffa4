"""Latent Dirichlet allocation by gensim's online variational Bayes, on one core."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.errors import UserError
from tasks.topics.documents import Document, find_phrases, join_phrases
from tasks.topics.inference import LdaInference
from tasks.topics.model import TopicModel


@dataclass(frozen=True)
class LdaSettings:
    """Settings of LDA; as they stand, those of the report, gensim's where it names none.

    Attributes
    ----------
    phrase_levels, phrase_min_count, phrase_threshold
        See `find_phrases`; 2 levels are bigrams and trigrams.
    min_documents, max_share
        Terms in fewer documents, or in a larger share of them, are left out.
    alpha : str or float
        Prior of a document's topics: ``auto`` learns it, ``symmetric`` is 1 / topics.
    eta : str or float
        Prior of a topic's terms.
    """

    phrase_levels: int = 2
    phrase_min_count: float = 5
    phrase_threshold: float = 10.0
    min_documents: int = 1
    max_share: float = 1.0
    alpha: str | float = "auto"
    eta: str | float = 0.8
    update_every: int = 1
    chunksize: int = 100
    passes: int = 5
    decay: float = 0.5
    offset: float = 1.0


def fit_lda(
    documents: Sequence[Document], topics: int, seed: int, settings: LdaSettings
) -> TopicModel:
    """Fit LDA to bags of words.

    Raises
    ------
    UserError
        When no term remains.
    """
    from gensim.models import LdaModel

    phrases = find_phrases(
        documents, settings.phrase_levels, settings.phrase_min_count, settings.phrase_threshold
    )
    joined = [join_phrases(document, phrases) for document in documents]
    terms = _vocabulary(joined, settings.min_documents, settings.max_share)
    if not terms:
        raise UserError(
            f"topics: no vocabulary with min_documents={settings.min_documents} and "
            f"max_share={settings.max_share} from {len(documents)} documents: "
            "loosen them, or give more vacancies"
        )
    numbers = {term: number for number, term in enumerate(terms)}
    bags = [
        sorted(Counter(numbers[token] for token in document if token in numbers).items())
        for document in joined
    ]
    fitted = LdaModel(
        [bag for bag in bags if bag],
        num_topics=topics,
        id2word=dict(enumerate(terms)),
        alpha=settings.alpha,
        eta=settings.eta,
        update_every=settings.update_every,
        chunksize=settings.chunksize,
        passes=settings.passes,
        decay=settings.decay,
        offset=settings.offset,
        eval_every=None,
        random_state=seed,
    )
    posterior = fitted.state.get_lambda().astype(np.float64)
    return TopicModel(
        kind="lda",
        terms=tuple(terms),
        topic_terms=posterior / posterior.sum(axis=1, keepdims=True),
        term_weights=np.ones(len(terms)),
        inference=LdaInference(
            fitted.alpha.astype(np.float64), np.ascontiguousarray(fitted.expElogbeta.T)
        ),
        phrases=phrases,
    )


def _vocabulary(documents: Sequence[Document], minimum: int, share: float) -> list[str]:
    frequency = Counter(token for document in documents for token in set(document))
    most = share * len(documents)
    return sorted(token for token, count in frequency.items() if minimum <= count <= most)
