"""The `skills` stage: vacancies in; vocabulary, skills and texts of each, and tag corpus out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tasks import files
from tasks.corpora.sentence import Corpus
from tasks.skills import dictionaries
from tasks.skills.aliases import Aliases, resolve_aliases
from tasks.skills.building import build_vocabulary, key_frequencies
from tasks.skills.general import Limits, measure, without_general
from tasks.skills.lemmas import Lemmatiser
from tasks.skills.passes import mentioned_skills, texts_and_sentences
from tasks.skills.tags import Choice, choose, write_corpus
from tasks.skills.texts import SkillText, write_skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.vacancy import Vacancy

SUMMARY = "skills.json"
CORPUS = "corpus"


def filter_skills(
    vacancies: Sequence[Vacancy],
    dictionary_folders: Mapping[str, Path],
    destination: Path,
    *,
    min_vacancies: int = 5,
    limits: Limits | None = None,
    choice: Choice | None = None,
    seed: int = 0,
    processes: int = 1,
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
    processes
        How many read the texts; the results are the same.

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
        everything,
        vacancies,
        mentioned_skills(vacancies, everything, lemmatiser, processes),
        aliases,
        dictionary_folders,
        limits or Limits(),
    )
    stop_words = dictionaries.stop_words(dictionary_folders)
    texts, sentences = texts_and_sentences(
        vacancies,
        list(_listed(vocabulary, vacancies)),
        vocabulary,
        lemmatiser,
        stop_words,
        processes,
    )
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
    listed = list(_listed(vocabulary, vacancies))
    texts, _ = texts_and_sentences(vacancies, listed, vocabulary, Lemmatiser(), stop_words)
    return texts


def _specific(
    vocabulary: Vocabulary,
    vacancies: Sequence[Vacancy],
    mentioned: Sequence[set[str]],
    aliases: Aliases,
    folders: Mapping[str, Path],
    limits: Limits,
) -> Vocabulary:
    """The vocabulary without what a first pass over the texts shows to be too general."""
    listed = [set(names) for names in _listed(vocabulary, vacancies)]
    return without_general(
        vocabulary,
        measure(vocabulary.names, listed, mentioned),
        sum(map(bool, listed)),
        general=dictionaries.general_entries(),
        reported=dictionaries.reported_general_entries(folders),
        vouched=aliases.vouched,
        limits=limits,
    )


def _listed(vocabulary: Vocabulary, vacancies: Sequence[Vacancy]) -> Iterator[tuple[str, ...]]:
    """The vocabulary's names among each vacancy's key skills, each once, in order."""
    known: dict[str, tuple[str, ...]] = {}
    for vacancy in vacancies:
        for skill in vacancy.skills:
            if skill not in known:
                known[skill] = vocabulary.normalise(skill)
        names = (name for skill in vacancy.skills for name in known[skill])
        yield tuple(dict.fromkeys(names))


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
