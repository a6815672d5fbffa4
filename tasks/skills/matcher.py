"""Skills in a running text: whole phrases, found by an Aho–Corasick automaton over lemmas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import isqrt
from typing import NamedTuple

from tasks.skills.ambiguity import Rule, obeys, rule_of
from tasks.skills.lemmas import Lemmatiser, Words, cut
from tasks.skills.vocabulary import Vocabulary

# Between two words of one phrase stand spaces, a sign that compounds are written with, or, after
# `1С`, a colon or a quotation mark. Anything else ends the phrase, a line break too.
JOINT = re.compile(r"[^\S\n\r]*[-‐‑–—/\\]?[^\S\n\r]*|[.+]")
JOINT_OF_1C = re.compile(r"[^\S\n\r]*[-:–]?[^\S\n\r]*[«\"]?")

NONE = "\0\0"  # the code of what no phrase holds


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
        phrases = [(phrase.split(), name) for phrase, name in vocabulary.phrases.items()]
        rules = [(lemmas, rule_of(lemmas), name) for lemmas, name in phrases]
        sought = [one for one in rules if one[1] is not Rule.NEVER]
        self._codes = _codes(lemma for lemmas, _, _ in sought for lemma in lemmas)
        self._automaton = ahocorasick.Automaton()
        for lemmas, rule, name in sought:
            key = "".join(self._codes[lemma] for lemma in lemmas)
            self._automaton.add_word(key, (len(lemmas), rule, name))
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
            last = places[end // 2]
            if rule is Rule.ALWAYS or obeys(rule, words, lemmas, last):
                found.append((last - length + 1, -last, name))
        matches: list[Match] = []
        free = 0
        for first, negative, name in sorted(found):
            if first >= free:
                free = 1 - negative
                matches.append(Match(first, -negative, name))
        return matches

    def _coded(self, words: Words, lemmas: Sequence[str]) -> tuple[str, list[int]]:
        """Codes of the lemmas, none for others and where no phrase may go on, and their places."""
        codes: list[str] = []
        places: list[int] = []
        code_of = self._codes.get
        before = NONE
        for place, lemma in enumerate(lemmas):
            code = code_of(lemma, NONE)
            if code is not NONE and before is not NONE:
                gap = words.gaps[place]
                joint = JOINT_OF_1C if lemmas[place - 1] == "1с" else JOINT
                if gap != " " and not joint.fullmatch(gap):
                    codes.append(NONE)
                    places.append(place)
            if code is not NONE or before is not NONE:
                codes.append(code)
                places.append(place)
            before = code
        return "".join(codes), places


def _codes(lemmas: Iterable[str]) -> dict[str, str]:
    """A code of two signs for each lemma, the first of one alphabet, the second of another.

    A node of the automaton looks through its children one after the other. So the root must not
    have one for each of a thousand first words.
    """
    names = list(dict.fromkeys(lemmas))
    size = isqrt(len(names)) + 1
    return {
        lemma: chr(1 + number // size) + chr(1 + size + number % size)
        for number, lemma in enumerate(names)
    }
