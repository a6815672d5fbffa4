"""What a topic model found, as tables: keywords of each topic, their vacancies, likeness."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tasks.files import write_json, write_text
from tasks.topics.inference import Floats
from tasks.topics.measures import top_words
from tasks.topics.model import TopicModel, most_probable

KEYWORDS = "keywords.csv"
TOPICS = "topics.json"
WORDS = 15
LABEL_WORDS = 3


def describe_topics(model: TopicModel, ids: Sequence[str], shares: Floats) -> list[dict[str, Any]]:
    """Each topic's keywords and vacancies.

    Parameters
    ----------
    ids : sequence of str
        Of the vacancies.
    shares : float array, (vacancies, topics)
        As `TopicModel.transform` gives them.

    Returns
    -------
    list of dict
        ``topic``: its number; ``vacancies``: how many have it as their most probable one;
        ``label``: its first words; ``example``: the id of the vacancy that has the most of it,
        the first of equals, or None; ``words``: term and weight, heaviest first.
    """
    sizes = np.bincount(most_probable(shares) + 1, minlength=len(model.topic_terms) + 1)[1:]
    described = []
    for topic, words in enumerate(top_words(model.topic_terms, model.terms, WORDS)):
        column = shares[:, topic]
        described.append(
            {
                "topic": topic,
                "vacancies": int(sizes[topic]),
                "label": ", ".join(words[:LABEL_WORDS]),
                "example": ids[int(column.argmax())] if column.any() else None,
                "words": [
                    {"term": word, "weight": float(model.topic_terms[topic, model.numbers[word]])}
                    for word in words
                ],
            }
        )
    return described


def write_topics(folder: Path, topics: Sequence[dict[str, Any]]) -> None:
    """Write `topics.json`, and `keywords.csv` with one row for each word of each topic."""
    write_json(folder / TOPICS, list(topics))
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["topic", "vacancies", "label", "rank", "term", "weight"])
    for topic in topics:
        for rank, word in enumerate(topic["words"], start=1):
            head = [topic["topic"], topic["vacancies"], topic["label"]]
            writer.writerow([*head, rank, word["term"], f"{word['weight']:.6f}"])
    write_text(folder / KEYWORDS, table.getvalue())
