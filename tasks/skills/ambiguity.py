"""Which spellings that are also ordinary words or single letters count as a skill in a text.

A query of a few skills is taken at its word; running text is not. There, by kind of spelling:

never        informal names that mean something else in prose (`плюсы`, `раст`)
in company   one letter, and `Go`: a capital letter and, beside it, another name in Latin letters
             or a word like `язык`: `C/C++`, `Python, R`, `на Go`; not `C 9 до 18`, `R-Keeper`
capitals     abbreviations of up to two Latin or three Russian letters: `IT`, `ГИС`; and a last
             word that is a preposition otherwise: `разработка ПО`
capitalised  ordinary words: `Access`, `Word`, `Spark`; not `word of mouth`
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from tasks.skills.lemmas import Words

# All spellings are given as their lemmas, odd as those of informal names may be.
NEVER = frozenset({
    "раста", "шарп", "торча", "скл", "баш", "плюс", "сап", "таргет", "ява", "скала", "вб", "пк",
    "вить", "office", "corel", "russian", "german", "french", "spanish", "chinese"
})  # fmt: skip
IN_COMPANY = frozenset(["c", "с", "r", "go", "d", "v"])
CAPITALISED = frozenset({
    "access", "word", "outlook", "project", "exchange", "spark", "hive", "swift", "rust",
    "ruby", "rest", "soap", "express", "unity", "helm", "flask", "realm", "combine", "boost",
    "less", "solid", "shell", "notion", "zoom", "react", "angular", "spring", "vue", "oracle",
    "confluence", "tableau", "sketch", "ant", "maven", "gradle", "celery", "puppet", "chef",
    "consul", "presto", "impala", "storm", "node", "jest", "mocha", "elma", "aris", "roistat",
    "elastic", "sass", "компас", "лир", "прометей", "озон"
})  # fmt: skip
CUES = frozenset({
    "язык", "программирование", "на", "language", "programming", "developer", "разработчик"
})  # fmt: skip
CONNECTORS = frozenset(["и", "или", "and", "or"])
PREPOSITIONS = frozenset(["по", "на", "до", "от", "за", "из"])
SHORT = re.compile(r"[a-z]{1,2}|[а-я]{1,3}")
JOINED = re.compile(r"\s*[,/\\;+|(]?\s*")
PARTS_OF_A_WORD = frozenset(["-", "–", "'", "’", "."])
LANGUAGES = frozenset({
    "python", "java", "c", "c++", "c#", "r", "go", "golang", "php", "javascript", "js",
    "typescript", "ruby", "rust", "scala", "kotlin", "swift", "perl", "sql", "matlab",
    "julia", "lua", "bash", "delphi", "pascal", "sas", "spss", "stata", "vba", ".net",
    "erlang", "elixir", "haskell", "assembler", "asm", "ассемблер", "fortran", "dart",
    "groovy", "qt", "linux", "node", "vhdl", "verilog", "spark", "tableau", "excel", "power",
    "питон", "си"
})  # fmt: skip


class Rule(Enum):
    """How a phrase has to stand in a text to count."""

    NEVER = "never"
    IN_COMPANY = "in company"
    CAPITALS = "capitals"
    CAPITALISED = "capitalised"
    ALWAYS = "always"


def rule_of(lemmas: Sequence[str]) -> Rule:
    """The rule for a phrase, given as its lemmas."""
    if " ".join(lemmas) in NEVER:
        return Rule.NEVER
    if len(lemmas) == 1:
        (lemma,) = lemmas
        if lemma in IN_COMPANY:
            return Rule.IN_COMPANY
        if SHORT.fullmatch(lemma):
            return Rule.CAPITALS
        if lemma in CAPITALISED:
            return Rule.CAPITALISED
    elif lemmas[-1] in PREPOSITIONS:
        return Rule.CAPITALS
    return Rule.ALWAYS


def obeys(rule: Rule, words: Words, lemmas: Sequence[str], last: int) -> bool:
    """Whether a phrase that ends with word `last` of a text counts by its rule."""
    written = words.words[last]
    match rule:
        case Rule.ALWAYS:
            return True
        case Rule.CAPITALS:
            return written.isupper()
        case Rule.CAPITALISED:
            return not written.islower()
        case Rule.IN_COMPANY:
            return not written.islower() and _in_company(words, lemmas, last)
        case Rule.NEVER:
            return False


def _in_company(words: Words, lemmas: Sequence[str], place: int) -> bool:
    """Whether another name or a cue stands directly beside word `place`."""
    before, after = words.gaps[place], words.gaps[place + 1]
    inside = after in PARTS_OF_A_WORD and place + 1 < len(lemmas)
    if before in PARTS_OF_A_WORD or inside:
        return False
    return _neighbour(words, lemmas, place, -1) in LANGUAGES | CUES or (
        _neighbour(words, lemmas, place, 1) in LANGUAGES
    )


def _neighbour(words: Words, lemmas: Sequence[str], place: int, step: int) -> str | None:
    """The next lemma in a direction, commas, slashes and connecting words apart."""
    while 0 <= place + step < len(lemmas):
        if not JOINED.fullmatch(words.gaps[max(place, place + step)]):
            return None
        place += step
        if lemmas[place] not in CONNECTORS:
            return lemmas[place]
    return None
