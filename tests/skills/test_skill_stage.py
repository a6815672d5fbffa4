"""The stage as a whole, on a handful of made-up vacancies."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.corpora.files import read_conll
from tasks.skills.stage import filter_skills
from tasks.skills.tags import Choice
from tasks.skills.texts import SkillText, read_skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.vacancy import Vacancy

TEXT = "Пишем на Питоне, строим модели машинного обучения. Развитие и обучение за наш счёт; SQL."
VACANCIES = [
    Vacancy(str(number), "Аналитик данных", f"Фирма {number % 12}", skills=skills, description=text)
    for number, (skills, text) in enumerate(
        [
            (("Python", "ML", "Развитие"), TEXT),
            (("python 3", "Машинное обучение", "Обучение", "SQL"), TEXT + " Ждём вас у себя."),
            (("SQL", "C/C++", "Развитие", "Обучение"), "Нужны C/C++ и знание SQL для отчётов"),
            ((), "Обучение с нуля: ни Python, ни SQL знать не надо"),
            (("Хождение по канату",), "<script>alert(1)</script>"),
        ]
        * 12
    )
]
FILES = ["corpus/test.conll", "corpus/train.conll", "corpus/valid.conll", "skills.json",
         "skills.parquet", "vocabulary.json"]  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("skills")
    filter_skills(VACANCIES, {}, folder, min_vacancies=20)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_key_skills_and_text_skills_are_names_of_the_vocabulary(results: Path) -> None:
    vocabulary = Vocabulary.load(results)
    assert vocabulary.counts == {"sql": 24, "machine learning": 24, "python": 24}
    assert set(vocabulary.removed) == {"обучение", "развитие"}
    texts = read_skill_texts(results)
    assert [text.id for text in texts] == [vacancy.id for vacancy in VACANCIES]
    assert texts[1].key_skills == ("python", "machine learning", "sql")
    assert texts[1].text_skills == texts[1].filtered == ("python", "machine learning", "sql")
    assert texts[3].key_skills == ()
    assert texts[3].text_skills == ("python", "sql")


def test_two_processes_write_the_same(tmp_path: Path) -> None:
    odd = VACANCIES[:-1]  # the shares of two processes differ by one
    filter_skills(odd, {}, tmp_path / "one", min_vacancies=20)
    filter_skills(odd, {}, tmp_path / "two", min_vacancies=20, processes=2)
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


def test_whole_and_trimmed_text(results: Path) -> None:
    text = read_skill_texts(results)[2]
    assert text.whole == "аналитик данные нужный c c++ и знание sql для отчет"
    assert text.trimmed == "аналитик данные нужный c c++ знание sql отчет"
    assert read_skill_texts(results)[4] == SkillText(
        "4", whole="аналитик данные script alert 1 script",
        trimmed="аналитик данные script alert 1 script",
    )  # fmt: skip


def test_the_corpus_holds_own_skills_only(results: Path) -> None:
    sentences = [
        " ".join(sentence.tokens)
        for name in ("train", "valid", "test")
        for sentence in read_conll(results / "corpus" / f"{name}.conll")
    ]
    assert sentences == list(dict.fromkeys(sentences))
    assert "Пишем на Питоне , строим модели машинного обучения" in sentences
    assert not any("ни Python" in sentence for sentence in sentences)


def test_the_summary_counts_what_was_done(results: Path) -> None:
    summary = json.loads((results / "skills.json").read_text(encoding="utf-8"))
    assert summary["vacancies"] == 60
    assert summary["vocabulary"]["names"] == 3
    assert summary["vocabulary"]["removed"] == {"on our list": 2}
    assert summary["coverage"] == {
        "vacancies_with_key_skills": 48,
        "vacancies_with_known_key_skills": 36,
        "vacancies_with_text_skills": 48,
        "key_skills_a_vacancy": 2.0,
        "text_skills_a_vacancy": 1.8,
        "key_skills_that_the_text_mentions": 1.0,
    }
    splits = summary["corpus"].values()
    assert [sum(split[key] for split in splits) for key in ("sentences", "skills")] == [2, 3]


def test_it_repeats_byte_for_byte(results: Path, tmp_path: Path) -> None:
    filter_skills(VACANCIES, {}, tmp_path, min_vacancies=20)
    assert sorted(files_of(results)) == FILES
    assert files_of(tmp_path) == files_of(results)


def test_dictionaries_and_choice_are_used(tmp_path: Path) -> None:
    stop_lists = tmp_path / "stop"
    stop_lists.mkdir()
    (stop_lists / "description_stopWords.txt").write_text("'знание'\n", encoding="utf-8")
    folders = {"report_stop_lists": stop_lists}
    choice = Choice(train=7, untagged=0.0)
    summary = filter_skills(VACANCIES, folders, tmp_path, min_vacancies=20, choice=choice)
    assert read_skill_texts(tmp_path)[2].trimmed == "аналитик данные нужный c c++ sql отчет"
    assert all(split["without_skills"] == 0 for split in summary["corpus"].values())


def test_no_vacancies_give_empty_results(tmp_path: Path) -> None:
    bare = [replace(vacancy, skills=()) for vacancy in VACANCIES[:3]]
    for vacancies in ([], bare):
        summary = filter_skills(vacancies, {}, tmp_path)
        assert summary["vocabulary"]["names"] == 0
        assert len(read_skill_texts(tmp_path)) == len(vacancies)
        assert read_conll(tmp_path / "corpus" / "train.conll") == []
