"""Sentences as integers: the tag inventory, the words, and flat arrays of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tasks.corpora.sentence import Sentence

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class EncodedSentences:
    """Sentences laid end to end.

    Attributes
    ----------
    words, tags : int64 arrays of shape [tokens]
        Row of each word in the embedding table; index of each tag in the inventory,
        -1 for a tag outside it (it can never be predicted and never trains anything).
    offsets : int64 array of shape [sentences + 1]
        Sentence i occupies positions ``offsets[i]:offsets[i + 1]``.
    forms : int64 array of shape [tokens], optional
        Row of each word in a table of spellings.
    """

    words: IntArray
    tags: IntArray
    offsets: IntArray
    forms: IntArray | None = None

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> IntArray:
        """Tokens in each sentence, shape [sentences]."""
        return np.diff(self.offsets)


def joined(first: EncodedSentences, second: EncodedSentences) -> EncodedSentences:
    """The sentences of both, one after the other."""
    spelt = first.forms is not None and second.forms is not None
    return EncodedSentences(
        words=np.concatenate([first.words, second.words]),
        tags=np.concatenate([first.tags, second.tags]),
        offsets=np.concatenate([first.offsets, first.offsets[-1] + second.offsets[1:]]),
        forms=np.concatenate([first.forms, second.forms]) if spelt else None,
    )


def tag_inventory(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """The tags of the gold training split, sorted; a network predicts nothing else."""
    return tuple(sorted({tag for sentence in sentences for tag in sentence.tags}))


def encode(
    sentences: Sequence[Sentence],
    rows: dict[str, int],
    inventory: Sequence[str],
    lowercase: bool = False,
    forms: dict[str, int] | None = None,
) -> EncodedSentences:
    """Encode sentences with the embedding `rows` of the known words (0 = any other word).

    With `forms`, words that it does not hold yet are added to it at its end.
    """
    tag_index = {tag: index for index, tag in enumerate(inventory)}
    tokens = [token for sentence in sentences for token in sentence.tokens]
    spelt = None
    if forms is not None:
        spelt = np.array([forms.setdefault(token, len(forms)) for token in tokens], dtype=np.int64)
    if lowercase:
        tokens = [token.lower() for token in tokens]
    tags = [tag for sentence in sentences for tag in sentence.tags]
    return EncodedSentences(
        words=np.array([rows.get(token, 0) for token in tokens], dtype=np.int64),
        tags=np.array([tag_index.get(tag, -1) for tag in tags], dtype=np.int64),
        offsets=np.cumsum([0, *(len(sentence.tokens) for sentence in sentences)], dtype=np.int64),
        forms=spelt,
    )
