"""Documents for topic models: the tokens of each vacancy, with collocations joined if wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from tasks.errors import UserError
from tasks.skills.texts import SkillText, read_skill_texts

Document = tuple[str, ...]
Phrases = tuple[frozenset[tuple[str, str]], ...]

JOINER = " + "
# The columns of skills.parquet that each form of text is made from.
TEXTS = {
    "filtered": ("filtered",),
    "skills": ("key_skills", "text_skills"),
    "trimmed": ("trimmed",),
    "whole": ("whole",),
}


def documents_of(texts: Iterable[SkillText], text: str) -> list[Document]:
    """The tokens of each vacancy.

    Parameters
    ----------
    text : str
        ``filtered``: every occurrence of a skill in the text, a skill of several words being one
        token; ``skills``: each skill of the employer's list and of the text once; ``trimmed``:
        lemmas without stop words; ``whole``: all lemmas.

    Raises
    ------
    UserError
        When there is no such form of text.
    """
    _check(text)
    if text == "filtered":
        return [one.filtered for one in texts]
    if text == "skills":
        return [tuple(dict.fromkeys((*one.key_skills, *one.text_skills))) for one in texts]
    return [tuple(getattr(one, text).split()) for one in texts]


def read_documents(skills: Path, text: str) -> tuple[list[str], list[Document]]:
    """The ids and tokens of all vacancies in the folder `skills`; see `documents_of`."""
    _check(text)
    texts = read_skill_texts(skills, TEXTS[text])
    return [one.id for one in texts], documents_of(texts, text)


def find_phrases(
    documents: Sequence[Document], levels: int, min_count: float, threshold: float
) -> Phrases:
    """Collocations by the score of Mikolov et al. (2013), equation 6, as gensim computes it.

    Neighbours a b are a phrase when (n_ab − `min_count`) · V / (n_a n_b) is over `threshold`,
    V being the number of different tokens and pairs. (gensim's own `FrozenPhrases`, which is
    what one would keep, loses the phrases of three tokens, so its `Phrases` is done again.)

    Parameters
    ----------
    levels : int
        0: none; 1: bigrams; 2: pairs of tokens and bigrams too, so trigrams as well.

    Returns
    -------
    tuple of frozenset of pairs
        What each level joins.
    """
    found: list[frozenset[tuple[str, str]]] = []
    joined = list(documents)
    for _ in range(levels):
        tokens = Counter(token for document in joined for token in document)
        pairs = Counter(pair for document in joined for pair in pairwise(document))
        size = len(tokens.keys() | {JOINER.join(pair) for pair in pairs})
        found.append(
            frozenset(
                (first, second)
                for (first, second), count in pairs.items()
                if (count - min_count) / tokens[first] / tokens[second] * size > threshold
            )
        )
        joined = [_join(document, found[-1]) for document in joined]
    return tuple(found)


def join_phrases(document: Sequence[str], phrases: Phrases) -> Document:
    """Replace neighbours that form a phrase by one token, from the left, level by level."""
    joined = tuple(document)
    for level in phrases:
        joined = _join(joined, level)
    return joined


def parts(token: str) -> int:
    """How many tokens were joined into this one."""
    return token.count(JOINER) + 1


def _check(text: str) -> None:
    if text not in TEXTS:
        raise UserError(f"topics.text={text} is no form of text: use {', '.join(TEXTS)}")


def _join(document: Sequence[str], phrases: frozenset[tuple[str, str]]) -> Document:
    joined: list[str] = []
    last_is_free = False
    for token in document:
        if last_is_free and (joined[-1], token) in phrases:
            joined[-1] += JOINER + token
            last_is_free = False
        else:
            joined.append(token)
            last_is_free = True
    return tuple(joined)
