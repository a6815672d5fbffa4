"""Keywords of topics: their words, sizes and examples, and the two files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from planted_topics import model_of

from tasks.files import read_json
from tasks.topics.keywords import describe_topics, write_topics

MODEL = model_of([[0.5, 0.3, 0.2, 0.0], [0.0, 0.1, 0.2, 0.7], [0.25] * 4], "sql c++ <b> 1с")
SHARES = np.array([[0.6, 0.4, 0], [0.2, 0.8, 0], [0.1, 0.9, 0], [0, 0, 0], [0.3, 0.4, 0.3]])


def test_topics_are_described_by_words_and_vacancies() -> None:
    first, second, third = describe_topics(MODEL, list("abcde"), SHARES)
    assert first == {
        "topic": 0,
        "vacancies": 1,
        "label": "sql, c++, <b>",
        "example": "a",
        "words": [
            {"term": "sql", "weight": 0.5},
            {"term": "c++", "weight": 0.3},
            {"term": "<b>", "weight": 0.2},
        ],
    }
    assert (second["vacancies"], second["example"], second["label"]) == (3, "c", "1с, <b>, c++")
    assert (third["vacancies"], third["example"]) == (0, "e")


def test_a_topic_of_nobody_has_no_example() -> None:
    (topic, *_) = describe_topics(MODEL, ["a"], np.zeros((1, 3)))
    assert (topic["vacancies"], topic["example"]) == (0, None)


def test_both_files_say_the_same(tmp_path: Path) -> None:
    topics = describe_topics(MODEL, list("abcde"), SHARES)
    write_topics(tmp_path, topics)
    assert read_json(tmp_path / "topics.json") == topics
    with (tmp_path / "keywords.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 + 3 + 4
    assert rows[0] == {
        "topic": "0", "vacancies": "1", "label": "sql, c++, <b>",
        "rank": "1", "term": "sql", "weight": "0.500000",
    }  # fmt: skip
