"""The `skills` stage: vacancies in; vocabulary, skills and texts of each, and tag corpus out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tasks import files
from tasks.corpora.sentence import Corpus, Sentence
from tasks.skills import dictionaries
from tasks.skills.aliases import Aliases, resolve_aliases
from tasks.skills.building import build_vocabulary, key_frequencies
from tasks.skills.general import Limits, measure, without_general
from tasks.skills.lemmas import Lemmatiser, Words, cut
from tasks.skills.matcher import Match, SkillMatcher
from tasks.skills.tags import Choice, choose, tagged_sentences, write_corpus
from tasks.skills.texts import SkillText, write_skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.vacancy import Vacancy

SUMMARY = "skills.json"
CORPUS = "corpus"


class Found(NamedTuple):
    """What a pass over one vacancy's title and description gives."""

    words: Words
    lemmas: list[str]
    matches: list[Match]


def filter_skills(
    vacancies: Sequence[Vacancy],
    dictionary_folders: Mapping[str, Path],
    destination: Path,
    *,
    min_vacancies: int = 5,
    limits: Limits | None = None,
    choice: Choice | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Write vocabulary, skills and texts of every vacancy, and the skill-tag corpus.

    Parameters
    ----------
    dictionary_folders
        Folders of the downloaded dictionaries by source name; those that are missing are done
        without (see `tasks.skills.dictionaries`).
    destination
        Gets ``vocabulary.json``, ``skills.parquet``, ``corpus/*.conll`` and ``skills.json``.
    min_vacancies
        A skill is what at least so many vacancies list.
    limits
        What makes a name too general.
    choice
        Which sentences the corpus keeps.

    Returns
    -------
    dict
        The summary in ``skills.json``: counts of everything found, merged and left out.
    """
    lemmatiser = Lemmatiser()
    skill_lists = [vacancy.skills for vacancy in vacancies]
    frequencies = key_frequencies(skill_lists)
    aliases = resolve_aliases(
        dictionaries.own_aliases(),
        dictionaries.alias_pairs(dictionary_folders),
        frequencies,
        frequent=min_vacancies,
    )
    everything = build_vocabulary(
        skill_lists, aliases, min_vacancies=min_vacancies, lemmatiser=lemmatiser
    )
    vocabulary = _specific(
        everything, vacancies, aliases, dictionary_folders, limits or Limits(), lemmatiser
    )
    stop_words = dictionaries.stop_words(dictionary_folders)
    listed = list(_listed(vocabulary, vacancies))
    texts: list[SkillText] = []
    sentences: list[list[Sentence]] = []
    for vacancy, ours, found in zip(
        vacancies, listed, _passes(vacancies, vocabulary, lemmatiser), strict=True
    ):
        texts.append(_skill_text(vacancy, ours, found, stop_words))
        sentences.append(_own_sentences(ours, found))
    employers = [vacancy.employer for vacancy in vacancies]
    corpus = choose(sentences, employers, choice or Choice(), seed)

    vocabulary.save(destination)
    write_skill_texts(destination, texts)
    write_corpus(destination / CORPUS, corpus)
    summary = {
        "vacancies": len(vacancies),
        "vocabulary": _vocabulary_counts(vocabulary, frequencies, skill_lists),
        "aliases": {"own": len(aliases.vouched), **aliases.counts},
        "coverage": _coverage(texts, vacancies),
        "corpus": _corpus_counts(corpus),
    }
    files.write_json(destination / SUMMARY, summary)
    return summary


def skill_texts(vacancies: Sequence[Vacancy], vocabulary: Vocabulary) -> list[SkillText]:
    """What this stage would say of `vacancies` with a vocabulary that there is already.

    The stop words of downloaded dictionaries are not known here, so `trimmed` is longer.
    """
    stop_words = dictionaries.stop_words({})
    listed = _listed(vocabulary, vacancies)
    passes = _passes(vacancies, vocabulary, Lemmatiser())
    return [
        _skill_text(vacancy, ours, found, stop_words)
        for vacancy, ours, found in zip(vacancies, listed, passes, strict=True)
    ]


def _specific(
    vocabulary: Vocabulary,
    vacancies: Sequence[Vacancy],
    aliases: Aliases,
    folders: Mapping[str, Path],
    limits: Limits,
    lemmatiser: Lemmatiser,
) -> Vocabulary:
    """The vocabulary without what a first pass over the texts shows to be too general."""
    listed = [set(names) for names in _listed(vocabulary, vacancies)]
    mentioned = [
        {match.skill for match in found.matches}
        for found in _passes(vacancies, vocabulary, lemmatiser)
    ]
    return without_general(
        vocabulary,
        measure(vocabulary.names, listed, mentioned),
        sum(map(bool, listed)),
        general=dictionaries.general_entries(),
        reported=dictionaries.reported_general_entries(folders),
        vouched=aliases.vouched,
        limits=limits,
    )


def _passes(
    vacancies: Sequence[Vacancy], vocabulary: Vocabulary, lemmatiser: Lemmatiser
) -> Iterator[Found]:
    """Words, lemmas and skills of each vacancy's title and description, one after the other."""
    matcher = SkillMatcher(vocabulary, lemmatiser)
    for vacancy in vacancies:
        words = cut(f"{vacancy.title}\n{vacancy.description}")
        lemmas = lemmatiser.of(words.words)
        yield Found(words, lemmas, matcher.find_in(words, lemmas))


def _listed(vocabulary: Vocabulary, vacancies: Sequence[Vacancy]) -> Iterator[tuple[str, ...]]:
    """The vocabulary's names among each vacancy's key skills, each once, in order."""
    known: dict[str, tuple[str, ...]] = {}
    for vacancy in vacancies:
        for skill in vacancy.skills:
            if skill not in known:
                known[skill] = vocabulary.normalise(skill)
        names = (name for skill in vacancy.skills for name in known[skill])
        yield tuple(dict.fromkeys(names))


def _skill_text(
    vacancy: Vacancy, listed: tuple[str, ...], found: Found, stop_words: frozenset[str]
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


def _own_sentences(listed: tuple[str, ...], found: Found) -> list[Sentence]:
    """The tagged sentences of a vacancy that mentions a key skill of its own, else none."""
    if not any(match.skill in listed for match in found.matches):
        return []
    return list(tagged_sentences(found.words, found.matches, listed))


def _vocabulary_counts(
    vocabulary: Vocabulary, frequencies: Mapping[str, int], skill_lists: Sequence[Sequence[str]]
) -> dict[str, Any]:
    reasons = Counter(str(one["reason"]) for one in vocabulary.removed.values())
    return {
        "names": len(vocabulary),
        "spellings": len({skill for skills in skill_lists for skill in skills}),
        "keys": len(frequencies),
        "keys_merged_into_names": len(vocabulary.surfaces.keys() & frequencies.keys()),
        "removed": dict(sorted(reasons.items())),
    }


def _coverage(texts: Sequence[SkillText], vacancies: Sequence[Vacancy]) -> dict[str, Any]:
    """How much of the vacancies and of their key skills the vocabulary reaches."""
    with_skills = [text for text, vacancy in zip(texts, vacancies, strict=True) if vacancy.skills]
    known = [text for text in with_skills if text.key_skills]
    found = [text for text in texts if text.text_skills]
    both = [len(set(text.key_skills) & set(text.text_skills)) for text in known]
    names = sum(len(text.key_skills) for text in known)
    return {
        "vacancies_with_key_skills": len(with_skills),
        "vacancies_with_known_key_skills": len(known),
        "vacancies_with_text_skills": len(found),
        "key_skills_a_vacancy": _mean(names, len(known)),
        "text_skills_a_vacancy": _mean(sum(len(text.text_skills) for text in texts), len(texts)),
        "key_skills_that_the_text_mentions": _mean(sum(both), names),
    }


def _corpus_counts(corpus: Corpus) -> dict[str, Any]:
    return {
        name: {
            "sentences": len(split),
            "tokens": sum(len(sentence.tokens) for sentence in split),
            "skills": sum(sentence.tags.count("B-SKILL") for sentence in split),
            "without_skills": sum(set(sentence.tags) == {"O"} for sentence in split),
        }
        for name, split in corpus._asdict().items()
    }


def _mean(total: int, count: int) -> float:
    return round(total / count, 3) if count else 0.0
