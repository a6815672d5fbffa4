"""How words are spelt, for networks that look at characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LONGEST = 25
"""Characters of a word that are looked at; of a longer one its beginning."""

_END, _UNKNOWN = 0, 1


@dataclass(frozen=True)
class Spellings:
    """The spelling of each distinct word.

    Attributes
    ----------
    codes : int16 array of shape [words, characters of the longest]
        0 after a word's end, 1 for a character that training never saw.
    characters : int
        Distinct codes.
    """

    codes: npt.NDArray[np.int16]
    characters: int


def alphabet_of(words: Iterable[str]) -> dict[str, int]:
    """A code for every character of the training words."""
    characters = sorted({character for word in words for character in word})
    return {character: code for code, character in enumerate(characters, _UNKNOWN + 1)}


def spell(words: Sequence[str], alphabet: dict[str, int]) -> Spellings:
    """Spell each of `words` by the codes of an alphabet; an empty word counts as unknown."""
    longest = min(LONGEST, max((len(word) for word in words), default=1))
    codes = np.full((len(words), max(longest, 1)), _END, dtype=np.int16)
    for row, word in enumerate(words):
        spelt = [alphabet.get(character, _UNKNOWN) for character in word[:longest]] or [_UNKNOWN]
        codes[row, : len(spelt)] = spelt
    return Spellings(codes, len(alphabet) + _UNKNOWN + 1)
