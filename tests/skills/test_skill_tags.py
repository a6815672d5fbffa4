"""Sentences with distant tags."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.corpora.files import read_conll
from tasks.corpora.iob import to_iob2
from tasks.corpora.sentence import Corpus, Sentence
from tasks.skills.lemmas import cut
from tasks.skills.matcher import SkillMatcher
from tasks.skills.tags import Choice, choose, sentence_bounds, tagged_sentences, write_corpus
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.folds import employer_folds

PHRASES = {"python": "python", "ci cd": "ci/cd", "база данные": "базы данных", "sql": "sql"}
MATCHER = SkillMatcher(Vocabulary(tuple(PHRASES.values()), {}, {}, {}, PHRASES))


def tagged(text: str, *key_skills: str) -> list[list[str]]:
    words = cut(text)
    matches = MATCHER.find_in(words, MATCHER.lemmatiser.of(words.words))
    return [
        [f"{token}/{tag[0]}" for token, tag in zip(*sentence, strict=True)]
        for sentence in tagged_sentences(words, matches, key_skills)
    ]


def test_own_key_skills_are_tagged_with_their_inner_marks() -> None:
    (sentence,) = tagged("Опыт CI/CD, баз данных (Python)", "python", "ci/cd", "базы данных")
    assert " ".join(sentence) == "Опыт/O CI/B //I CD/I ,/O баз/B данных/I (/O Python/B"


def test_a_sentence_with_a_skill_that_is_not_listed_is_left_out() -> None:
    assert tagged("Знание SQL. Знание Python. Обед", "python") == [
        ["Знание/O", "Python/B"],
        ["Обед/O"],
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Один. Два! Три? Четыре", ["Один", "Два", "Три", "Четыре"]),
        ("раз; два\nтри • четыре", ["раз", "два", "три", "четыре"]),
        ("версия 3.9 и Node.js", ["версия 3 9 и Node js"]),
        ("и т. д. и г. Москва", ["и т д и г Москва"]),
        ("на C. Потом", ["на C", "Потом"]),
        ("«Так.» Иначе", ["Так", "Иначе"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    words = cut(text)
    bounds = sentence_bounds(words)
    assert [" ".join(words.words[first:after]) for first, after in bounds] == sentences


@given(st.text(alphabet="аб C.;\n/-,Python CI CDsql•()", max_size=60))
def test_tags_are_iob2_and_no_word_is_lost(text: str) -> None:
    words = cut(text)
    matches = MATCHER.find_in(words, MATCHER.lemmatiser.of(words.words))
    sentences = list(tagged_sentences(words, matches, PHRASES.values()))
    for sentence in sentences:
        assert sentence.tokens
        assert to_iob2(sentence.tags) == sentence.tags
        assert all(token.split() == [token] for token in sentence.tokens)
    kept = [token for sentence in sentences for token in sentence.tokens if cut(token).words]
    assert kept == words.words
    assert sum(one.tags.count("B-SKILL") for one in sentences) == len(matches)


def made_up(vacancies: int, each: int) -> list[list[Sentence]]:
    """Sentences of four tokens, every second one with a tag, none twice."""
    return [
        [
            Sentence(
                (f"v{row}", f"s{place}", "x", "."),
                ("O", "OB"[place % 2] + "-SKILL" * (place % 2), "O", "O"),
            )
            for place in range(each)
        ]
        for row in range(vacancies)
    ]


EMPLOYERS = [f"e{row % 23}" for row in range(60)]


def test_splits_share_no_employer_and_have_the_wanted_sizes() -> None:
    corpus = choose(made_up(60, 20), EMPLOYERS, Choice(train=140, untagged=0.25), seed=1)
    assert [len(split) for split in corpus] == [140, 20, 40]
    employers = [{EMPLOYERS[int(sentence.tokens[0][1:])] for sentence in split} for split in corpus]
    assert sum(map(len, employers)) == len(set().union(*employers))
    folds = dict(zip(EMPLOYERS, employer_folds(EMPLOYERS, 10, 1).tolist(), strict=True))
    assert {folds[employer] for employer in employers[2]} <= {8, 9}
    for split in corpus:
        assert sum(set(one.tags) == {"O"} for one in split) == len(split) // 4


def test_a_choice_repeats_and_depends_on_the_seed() -> None:
    sentences = made_up(60, 20)
    first = choose(sentences, EMPLOYERS, Choice(train=70), seed=1)
    assert choose(sentences, EMPLOYERS, Choice(train=70), seed=1) == first
    assert choose(sentences, EMPLOYERS, Choice(train=70), seed=2) != first


def test_repetitions_and_wrong_lengths_are_dropped() -> None:
    good = Sentence(("a", "b", "c"), ("B-SKILL", "O", "O"))
    again = Sentence(("a", "b", "c"), ("O", "O", "B-SKILL"))
    short = Sentence(("a", "b"), ("B-SKILL", "O"))
    long = Sentence(("a",) * 61, ("B-SKILL",) * 61)
    corpus = choose([[good, short], [again, long]], ["x", "x"], Choice(), seed=0)
    assert [sentence for split in corpus for sentence in split] == [good]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    corpus = choose(made_up(60, 20), EMPLOYERS, Choice(train=70), seed=1)
    write_corpus(tmp_path, corpus)
    assert Corpus(*(read_conll(tmp_path / f"{name}.conll") for name in Corpus._fields)) == corpus
