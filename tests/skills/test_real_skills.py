"""The stage on the real vacancies: what merges, what goes, how long it takes."""

from __future__ import annotations

import ast
import csv
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tasks.corpora.files import read_conll
from tasks.corpora.iob import to_iob2
from tasks.skills.stage import filter_skills
from tasks.skills.texts import read_skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.vacancy import Vacancy

pytestmark = [pytest.mark.mirror, pytest.mark.slow]

DICTIONARIES = {
    "linguist_languages": "languages.yml",
    "stackoverflow_synonyms": "TagSynonyms.csv",
    "skill_aliases": "skill_aliases.json",
    "report_stop_lists": "keySkills_stopwords.txt",
}
PAGE = "Задайте вопрос работодателю"


def vacancies_of(mirror: Path) -> list[Vacancy]:
    """The vacancies without repetitions; roughly cut free of the page around them."""
    csv.field_size_limit(10**9)
    rows: dict[tuple[str, str, str], Vacancy] = {}
    for path in sorted(mirror.glob("SimulatorML/DS-landscape/*/data/hh_parsed_folder/*DATA*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["name"] and row["description"]:
                    skills = ast.literal_eval(row["skills"]) if row["skills"] else []
                    text = row["description"].partition(PAGE)[0].partition("Ключевые навыки")[0]
                    key = row["name"], row["employer"], row["description"]
                    rows.setdefault(
                        key,
                        Vacancy(row["vacancy_id"], row["name"], row["employer"],
                                skills=tuple(skills), description=text),
                    )  # fmt: skip
    return list(rows.values())


@pytest.fixture(scope="module")
def results(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folders = {name: next(mirror.rglob(file)).parent for name, file in DICTIONARIES.items()}
    vacancies = vacancies_of(mirror)
    folder = tmp_path_factory.mktemp("skills")
    began = time.perf_counter()
    filter_skills(vacancies, folders, folder)
    # The goal is a minute on a machine of one's own; this one may be shared.
    assert time.perf_counter() - began < 240
    return folder


def summary_of(results: Path) -> dict[str, Any]:
    return json.loads((results / "skills.json").read_text(encoding="utf-8"))


def test_sizes(results: Path) -> None:
    summary = summary_of(results)
    assert summary["vacancies"] == 14489
    assert 1200 < summary["vocabulary"]["names"] < 1400
    coverage = summary["coverage"]
    assert coverage["vacancies_with_known_key_skills"] > 10000
    assert coverage["vacancies_with_text_skills"] > 14000
    assert 5.5 < coverage["key_skills_a_vacancy"] < 6.5
    assert len(read_skill_texts(results, ["key_skills"])) == 14489


def test_well_known_merges(results: Path) -> None:
    vocabulary = Vocabulary.load(results)
    for text, name in {
        "1C": "1с", "Знание 1С": "1с", "C++17": "c++", "Photoshop": "adobe photoshop",
        "английский — B2 — Средне-продвинутый": "английский язык", "k8s": "kubernetes",
        "Машинное обучение": "machine learning", "PowerBI": "power bi", "Python 3": "python",
        "Уверенный пользователь ПК": "пользователь пк", "Разработка ПО": "разработка по",
    }.items():  # fmt: skip
        assert vocabulary.normalise(text) == (name,)
    assert vocabulary.counts["c++"] > 150
    assert vocabulary.counts["ms excel"] > 600
    assert vocabulary.counts["1с: бухгалтерия"] < 150


def test_too_general_names_go_and_useful_ones_stay(results: Path) -> None:
    vocabulary = Vocabulary.load(results)
    assert {"активность", "обучение", "ответственность", "контроль", "банк"} <= set(
        vocabulary.removed
    )
    assert {"python", "ms excel", "sql", "android", "английский язык", "дизайн"} <= set(
        vocabulary.names
    )


def test_the_reports_queries_are_known_and_quick(results: Path) -> None:
    vocabulary = Vocabulary.load(results)
    queries = ["python, nlp, algorithm, нейросети", "микроконтроллер, stm32, c",
               "design, photoshop, figma, 3d, ux-ui"]  # fmt: skip
    assert [vocabulary.parse(query)[1] for query in queries] == [(), (), ()]
    assert vocabulary.nearest("докир")[0] == "docker"
    assert vocabulary.nearest("kubernets")[0] == "kubernetes"
    began = time.perf_counter()
    for _ in range(20):
        vocabulary.nearest("машиное обучние")
    assert (time.perf_counter() - began) / 20 < 0.02


def test_the_corpus_is_a_corpus(results: Path) -> None:
    splits = {
        name: read_conll(results / "corpus" / f"{name}.conll")
        for name in ("train", "valid", "test")
    }
    assert [len(split) for split in splits.values()] == [8000, 1142, 2285]
    sentences = [sentence for split in splits.values() for sentence in split]
    assert len({sentence.tokens for sentence in sentences}) == len(sentences)
    assert all(to_iob2(sentence.tags) == sentence.tags for sentence in sentences)
    assert {tag for sentence in sentences for tag in sentence.tags} == {"O", "B-SKILL", "I-SKILL"}
