"""Queries, skills and vacancies in the space of a topic model's topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from tasks.advisor.matrix import Floats, Rows, Training
from tasks.advisor.search import unit_rows
from tasks.errors import UserError
from tasks.topics.documents import documents_of
from tasks.topics.jobs import read_document_topics
from tasks.topics.model import TopicModel, load_model
from tasks.topics.settings import FITS, settings_of


@dataclass(frozen=True, eq=False)
class TopicSpace:
    """A topic model over a vocabulary of skills, and the topics of vacancies.

    Attributes
    ----------
    model : TopicModel
    names : tuple of str
        The vocabulary of skills, in the order of a query's columns.
    vacancies : float array, (vacancies, topics)
        Rows sum to 1, or are zeros.
    """

    model: TopicModel
    names: tuple[str, ...]
    vacancies: Floats

    @cached_property
    def loadings(self) -> Floats:
        """The share of each skill in each topic, (topics, skills); 0 for unknown terms."""
        loadings = np.zeros((len(self.model.topic_terms), len(self.names)))
        for column, name in enumerate(self.names):
            if name in self.model.numbers:
                loadings[:, column] = self.model.topic_terms[:, self.model.numbers[name]]
        return loadings

    @cached_property
    def unit_vacancies(self) -> Floats:
        """The vacancies' topics, each row of length 1, or zeros."""
        return unit_rows(self.vacancies)

    def query_topics(self, queries: Rows) -> Floats:
        """θ, (queries, topics); zeros where the model knows none of the skills."""
        documents = [[self.names[column] for column in row.indices] for row in queries]
        return self.model.transform(documents)

    def vacancy_cosines(self, topics: Floats) -> Floats:
        """The cosine of queries' topics to those of each vacancy, (queries, vacancies)."""
        return np.clip(unit_rows(topics) @ self.unit_vacancies.T, 0.0, 1.0)


def fit_topic_space(
    training: Training,
    *,
    kind: str,
    topics: int,
    text: str,
    preset: str = "report",
    settings: Mapping[str, Any] | None = None,
    seed: int = 0,
) -> TopicSpace:
    """Fit a topic model to the vacancies.

    Parameters
    ----------
    kind, preset, settings
        See `tasks.topics.settings.settings_of`.
    text : str
        A form of text, see `documents_of`, or ``keys``: the key-skill lists.
    """
    chosen = settings_of(kind, preset, settings or {})
    documents = training_documents(training, text)
    model = FITS[kind](documents, topics, seed, chosen)
    return TopicSpace(model, training.names, model.transform(documents))


def read_topic_space(folder: Path, names: tuple[str, ...], ids: Sequence[str]) -> TopicSpace:
    """The space of a topic model that `tasks.topics.jobs.fit_topics` left in `folder`.

    Parameters
    ----------
    names : tuple of str
        The vocabulary of skills.
    ids : sequence of str
        The vacancies, in the order in which they are wanted.

    Raises
    ------
    UserError
        When a file is missing, or is of other vacancies.
    """
    model = load_model(folder)
    known, shares = read_document_topics(folder)
    rows = {one: row for row, one in enumerate(known)}
    if missing := [one for one in ids if one not in rows]:
        raise UserError(
            f"{folder} knows nothing of vacancy {missing[0]}: run `skillpath topics` again"
        )
    return TopicSpace(model, names, shares[[rows[one] for one in ids]])


def training_documents(training: Training, text: str) -> Sequence[tuple[str, ...]]:
    """The tokens of each vacancy."""
    if text == "keys":
        return [one.key_skills for one in training.texts]
    return documents_of(training.texts, text)
