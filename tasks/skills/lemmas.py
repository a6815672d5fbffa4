"""Words of a text and their lemmas: Russian ones by pymorphy3, Latin ones as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from tasks.skills.normal_form import LATIN_LETTER, level
from tasks.skills.versions import without_glued_version

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

# A web address is one word, so that its parts count as no skills. A word keeps the signs that tell
# `c` from `c++`, `c#` and `.net`; everything else parts words.
ADDRESS = r"(?<![^\W_])(?:https?://|www\.)[^\s<>()\[\]«»\"',;]*[^\W_]/?"
WORD = re.compile(rf"({ADDRESS}|(?<![\w.])\.net(?!\w)|[^\W_]+(?:\+\+|#)?|&)", re.IGNORECASE)


class Words(NamedTuple):
    """A text cut into words: word i stands between `gaps[i]` and `gaps[i + 1]`."""

    words: list[str]
    gaps: list[str]

    def spans(self) -> list[tuple[int, int]]:
        """Where each word begins and ends in the text."""
        ends = list(
            accumulate(len(g) + len(w) for g, w in zip(self.gaps, self.words, strict=False))
        )
        return [(end - len(word), end) for word, end in zip(self.words, ends, strict=True)]


class Lemmatiser(dict[str, str]):
    """The lemma of every word asked for so far, each worked out once.

    Look a word up as it is written (`lemmatiser["Данных"]`): it is levelled as in
    `tasks.skills.normal_form`, then a Russian word gives its lemma and any other itself.
    """

    def __missing__(self, word: str) -> str:
        levelled = level(word)
        if LATIN_LETTER.search(levelled):
            lemma = without_glued_version(levelled)
        else:
            lemma = _russian(levelled)
        self[word] = lemma
        return lemma

    def of(self, words: Iterable[str]) -> list[str]:
        """The lemma of each word."""
        return [self[word] for word in words]


def cut(text: str) -> Words:
    """The words of a text and what stands between them; joined together they give the text."""
    parts = WORD.split(text)
    return Words(parts[1::2], parts[0::2])


@cache
def _russian(word: str) -> str:
    if not word.isalpha() or len(word) < 3:
        return word
    lemma: str = _analyser().parse(word)[0].normal_form
    return lemma.replace("ё", "е")


@cache
def _analyser() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()
