"""Russian morphology (pymorphy3, loaded when the first word is asked for)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer


@cache
def parses(word: str) -> list[Any]:
    """All readings of `word`, the likeliest first."""
    return list(_analyzer().parse(word))


@cache
def grammemes(word: str) -> frozenset[str]:
    """The grammemes that any reading of `word` has, such as Name, Patr, Surn."""
    return frozenset(grammeme for parse in parses(word) for grammeme in parse.tag.grammemes)


@cache
def is_known(word: str) -> bool:
    """Whether the dictionary holds `word`; readings of other words are guesses."""
    return bool(_analyzer().word_is_known(word))


@cache
def _analyzer() -> MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()
