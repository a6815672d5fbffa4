"""The skill-tag corpus: vacancy sentences with distant IOB2 tags of their own key skills.

A key skill that the employer listed and that a sentence mentions is tagged ``SKILL``. Nobody
looked at the tags, and employers list little of what they mention: only some three in ten mentions
of the vocabulary's skills. So a sentence that mentions one that its vacancy does not list is left
out, rather than teaching that it is none. Sentences come split by employer, since an employer
repeats its phrases from vacancy to vacancy.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tasks.corpora.files import write_conll
from tasks.corpora.sentence import Corpus, Sentence
from tasks.paths import SPLITS
from tasks.skills.lemmas import Words
from tasks.skills.matcher import Match
from tasks.vacancies.folds import employer_folds

# A sentence ends at a line end, a semicolon, a bullet, or a stop before a space. After a short
# word, as in `т. д.` or `г. Москва`, the stop belongs to an abbreviation.
END = re.compile(r"[\n;•●▪◦·]|[.!?…][\"»)]*\s")
ABBREVIATED = re.compile(r"\.\s+")
MARK = re.compile(r"\S")

# Of ten folds of employers these are for validation and for the test; the rest is for training.
VALID_FOLDS, TEST_FOLDS = (7,), (8, 9)


class Choice(NamedTuple):
    """Which sentences the corpus keeps.

    Attributes
    ----------
    train
        At most so many for training; a seventh of it for validation, two sevenths for the test,
        which is how the employers are split.
    shortest, longest
        Length in tokens.
    untagged
        At most this share of a split's sentences has no tag.
    """

    train: int = 8000
    shortest: int = 3
    longest: int = 60
    untagged: float = 0.2


def tagged_sentences(
    words: Words, matches: Sequence[Match], key_skills: Collection[str]
) -> Iterator[Sentence]:
    """The sentences of a text that mention no skill but its own key skills, which are tagged.

    Parameters
    ----------
    matches
        As `SkillMatcher.find_in` gives them: places are words.
    """
    remaining = deque(matches)
    for first, after in sentence_bounds(words):
        inside = []
        while remaining and remaining[0].start < after:
            inside.append(remaining.popleft())
        if all(match.skill in key_skills for match in inside):
            yield _tagged(words, first, after, inside)


def sentence_bounds(words: Words) -> list[tuple[int, int]]:
    """First word and the word after the last of each sentence."""
    count = len(words.words)
    starts = [0, *(place for place in range(1, count) if _ends(words, place)), count]
    return [(start, after) for start, after in pairwise(starts) if start < after]


def choose(
    sentences: Iterable[Sequence[Sentence]], employers: Sequence[str], choice: Choice, seed: int
) -> Corpus:
    """Split by employer, drop exact repetitions, and draw at random up to the wanted numbers.

    Parameters
    ----------
    sentences
        Those of each vacancy; of sentences with the same tokens the first is kept.
    employers
        Of each vacancy.
    """
    folds = employer_folds(employers, 10, seed)
    seen: set[tuple[str, ...]] = set()
    splits: tuple[list[Sentence], ...] = ([], [], [])
    for ours, fold in zip(sentences, folds.tolist(), strict=True):
        split = 1 if fold in VALID_FOLDS else 2 if fold in TEST_FOLDS else 0
        for sentence in ours:
            fits = choice.shortest <= len(sentence.tokens) <= choice.longest
            if fits and sentence.tokens not in seen:
                seen.add(sentence.tokens)
                splits[split].append(sentence)
    sizes = (choice.train, choice.train // 7, choice.train * 2 // 7)
    return Corpus(
        *(
            _drawn(split, size, choice.untagged, np.random.default_rng([seed, place]))
            for place, (split, size) in enumerate(zip(splits, sizes, strict=True))
        )
    )


def write_corpus(folder: Path, corpus: Corpus) -> None:
    """Write ``train.conll``, ``valid.conll`` and ``test.conll`` into `folder`."""
    for name in SPLITS:
        write_conll(folder / f"{name}.conll", getattr(corpus, name))


def _ends(words: Words, place: int) -> bool:
    """Whether a sentence ends between word `place` − 1 and word `place`."""
    gap = words.gaps[place]
    if gap == " " or not END.search(gap):
        return False
    before = words.words[place - 1]
    short = len(before) < 3 and before.islower() and ABBREVIATED.fullmatch(gap)
    return not short


def _tagged(words: Words, first: int, after: int, matches: Sequence[Match]) -> Sentence:
    tokens: list[str] = []
    tags: list[str] = []
    inside: dict[int, int] = {match.start: match.end for match in matches}
    last = -1
    for place in range(first, after):
        if place > first:
            marks = MARK.findall(words.gaps[place])
            tokens += marks
            tags += ["I-SKILL" if place <= last else "O"] * len(marks)
        begins = place in inside
        last = max(last, inside.get(place, -1))
        tokens.append(words.words[place])
        tags.append("B-SKILL" if begins else "I-SKILL" if place <= last else "O")
    return Sentence(tuple(tokens), tuple(tags))


def _drawn(
    sentences: Sequence[Sentence], size: int, untagged: float, generator: np.random.Generator
) -> list[Sentence]:
    """Up to `size` sentences in their order, at most the share `untagged` of them without tags."""
    bare = np.array([set(sentence.tags) == {"O"} for sentence in sentences], dtype=bool)
    shuffled = generator.permutation(len(sentences))
    tagged, rest = shuffled[~bare[shuffled]], shuffled[bare[shuffled]]
    tagged = tagged[: size - int(size * untagged)]
    rest = rest[: int(len(tagged) * untagged / (1 - untagged))]
    return [sentences[place] for place in np.sort(np.concatenate([tagged, rest])).tolist()]
