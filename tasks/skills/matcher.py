"""Skills in a running text: whole phrases, found by an Aho–Corasick automaton over lemmas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tasks.skills.ambiguity import Rule, obeys, rule_of
from tasks.skills.lemmas import Lemmatiser, Words, cut
from tasks.skills.vocabulary import Vocabulary

# Between two words of one phrase stand spaces, a sign that compounds are written with, or, after
# `1С`, a colon or a quotation mark. Anything else ends the phrase, a line break too.
JOINT = re.compile(r"[^\S\n\r]*[-‐‑–—/\\]?[^\S\n\r]*|[.+]")
JOINT_OF_1C = re.compile(r"[^\S\n\r]*[-:–]?[^\S\n\r]*[«\"]?")


class Match(NamedTuple):
    """A skill in a text: ``text[start:end]`` stands for `skill`."""

    start: int
    end: int
    skill: str


class SkillMatcher:
    """Finds the vocabulary's phrases in texts, leftmost first, the longest where several begin.

    Phrases are sequences of lemmas, so inflected ones are found; they never overlap and never
    reach over a line or a sentence. `tasks.skills.ambiguity` says which ambiguous spellings count.
    """

    def __init__(self, vocabulary: Vocabulary, lemmatiser: Lemmatiser | None = None) -> None:
        import ahocorasick

        self.lemmatiser = Lemmatiser() if lemmatiser is None else lemmatiser
        self._codes: dict[str, int] = {}
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_ANY, ahocorasick.KEY_SEQUENCE)
        for phrase, name in vocabulary.phrases.items():
            lemmas = phrase.split()
            if (rule := rule_of(lemmas)) is not Rule.NEVER:
                codes = tuple(self._codes.setdefault(one, len(self._codes) + 1) for one in lemmas)
                self._automaton.add_word(codes, (len(codes), rule, name))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Match]:
        """The skills of a text, in order, without overlap."""
        words = cut(text)
        matches = self.find_in(words, self.lemmatiser.of(words.words))
        spans = words.spans() if matches else []
        return [Match(spans[first][0], spans[last][1], name) for first, last, name in matches]

    def find_in(self, words: Words, lemmas: Sequence[str]) -> list[Match]:
        """The same for a text cut already; `start` and `end` are the first and last word."""
        if not self._codes:
            return []
        codes, places = self._coded(words, lemmas)
        found = []
        for end, (length, rule, name) in self._automaton.iter(codes):
            last = places[end]
            if rule is Rule.ALWAYS or obeys(rule, words, lemmas, last):
                found.append((last - length + 1, -last, name))
        matches: list[Match] = []
        free = 0
        for first, negative, name in sorted(found):
            if first >= free:
                free = 1 - negative
                matches.append(Match(first, -negative, name))
        return matches

    def _coded(self, words: Words, lemmas: Sequence[str]) -> tuple[tuple[int, ...], list[int]]:
        """Codes of the lemmas, 0 for others and where no phrase may go on, and their places."""
        codes: list[int] = []
        places: list[int] = []
        code_of = self._codes.get
        before = 0
        for place, lemma in enumerate(lemmas):
            code = code_of(lemma, 0)
            if code and before:
                gap = words.gaps[place]
                joint = JOINT_OF_1C if lemmas[place - 1] == "1с" else JOINT
                if gap != " " and not joint.fullmatch(gap):
                    codes.append(0)
                    places.append(place)
            if code or before:
                codes.append(code)
                places.append(place)
            before = code
        return tuple(codes), places
