"""Passes over the texts of vacancies: skills, texts and tagged sentences, on several cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any, NamedTuple, TypeVar

from tasks.corpora.sentence import Sentence
from tasks.skills.lemmas import Lemmatiser, Words, cut
from tasks.skills.matcher import Match, SkillMatcher
from tasks.skills.tags import tagged_sentences
from tasks.skills.texts import SkillText
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.vacancy import Vacancy

Listed = tuple[str, ...]
Packed = tuple[str, str]
Row = TypeVar("Row")
Result = TypeVar("Result")


class Found(NamedTuple):
    """What a pass over one vacancy's title and description gives."""

    words: Words
    lemmas: list[str]
    matches: list[Match]


def mentioned_skills(
    vacancies: Sequence[Vacancy], vocabulary: Vocabulary, lemmatiser: Lemmatiser, processes: int = 1
) -> list[set[str]]:
    """The skills that each vacancy's text mentions; the lemmatiser learns all words of them."""
    results = _in_processes(
        partial(_mentioned, vocabulary=vocabulary, lemmatiser=lemmatiser), vacancies, processes
    )
    for _, learned in results:
        lemmatiser.update(learned)
    return _interleaved([mentioned for mentioned, _ in results])


def texts_and_sentences(
    vacancies: Sequence[Vacancy],
    listed: Sequence[Listed],
    vocabulary: Vocabulary,
    lemmatiser: Lemmatiser,
    stop_words: frozenset[str],
    processes: int = 1,
) -> tuple[list[SkillText], Iterator[list[Sentence]]]:
    """The text forms of each vacancy, and its tagged sentences if it mentions a skill it lists.

    Parameters
    ----------
    listed : sequence of tuple of str
        Each vacancy's key skills, by their names in the vocabulary.
    """
    read = partial(_read, vocabulary=vocabulary, lemmatiser=lemmatiser, stop_words=stop_words)
    pairs = list(zip(vacancies, listed, strict=True))
    results = _interleaved(_in_processes(read, pairs, processes))
    return [text for text, _ in results], (list(map(_unpacked, packed)) for _, packed in results)


def _mentioned(
    vacancies: Sequence[Vacancy], vocabulary: Vocabulary, lemmatiser: Lemmatiser
) -> tuple[list[set[str]], Lemmatiser]:
    matcher = SkillMatcher(vocabulary, lemmatiser)
    found = [{match.skill for match in _find(one, matcher).matches} for one in vacancies]
    return found, lemmatiser


def _read(
    vacancies: Sequence[tuple[Vacancy, Listed]],
    vocabulary: Vocabulary,
    lemmatiser: Lemmatiser,
    stop_words: frozenset[str],
) -> list[tuple[SkillText, list[Packed]]]:
    matcher = SkillMatcher(vocabulary, lemmatiser)
    results = []
    for vacancy, listed in vacancies:
        found = _find(vacancy, matcher)
        packed = [_packed(sentence) for sentence in _own_sentences(listed, found)]
        results.append((_skill_text(vacancy, listed, found, stop_words), packed))
    return results


def _find(vacancy: Vacancy, matcher: SkillMatcher) -> Found:
    """Words, lemmas and skills of a vacancy's title and description, one after the other."""
    words = cut(f"{vacancy.title}\n{vacancy.description}")
    lemmas = matcher.lemmatiser.of(words.words)
    return Found(words, lemmas, matcher.find_in(words, lemmas))


def _skill_text(
    vacancy: Vacancy, listed: Listed, found: Found, stop_words: frozenset[str]
) -> SkillText:
    lemmas = [lemma for lemma in found.lemmas if lemma != "&"]
    filtered = tuple(match.skill for match in found.matches)
    return SkillText(
        id=vacancy.id,
        key_skills=listed,
        text_skills=tuple(dict.fromkeys(filtered)),
        filtered=filtered,
        whole=" ".join(lemmas),
        trimmed=" ".join(lemma for lemma in lemmas if lemma not in stop_words),
    )


def _own_sentences(listed: Listed, found: Found) -> list[Sentence]:
    """The tagged sentences of a vacancy that mentions a key skill of its own, else none."""
    if not any(match.skill in listed for match in found.matches):
        return []
    return list(tagged_sentences(found.words, found.matches, listed))


def _packed(sentence: Sentence) -> Packed:
    """Two strings: they cross from process to process ten times as fast as tuples of tokens."""
    return " ".join(sentence.tokens), " ".join(sentence.tags)


def _unpacked(packed: Packed) -> Sentence:
    tokens, tags = packed
    return Sentence(tuple(tokens.split(" ")), tuple(tags.split(" ")))


def _in_processes(
    function: Callable[[Sequence[Row]], Result], rows: Sequence[Row], processes: int
) -> list[Result]:
    """`function` of every so-manieth row, each share in a process of its own if several."""
    if processes == 1:
        return [function(rows)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return list(pool.map(function, [rows[first::processes] for first in range(processes)]))


def _interleaved(shares: Sequence[Sequence[Result]]) -> list[Result]:
    """The results of `_in_processes` in the order of the rows."""
    rows: list[Any] = [None] * sum(map(len, shares))
    for first, share in enumerate(shares):
        rows[first :: len(shares)] = share
    return rows
