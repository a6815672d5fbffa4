"""The features of a vacancy, as blocks of sparse columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.salary.amounts import stated_amounts
from tasks.salary.rows import Floats, Row
from tasks.salary.vectors import TfIdf, character_ngrams, fit_tfidf, word_pairs, words
from tasks.vacancies.vacancy import EMPLOYMENTS, EXPERIENCES, SCHEDULES

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Weights = Mapping[str, float]
CATEGORIES = {"experience": EXPERIENCES, "schedule": SCHEDULES, "employment": EMPLOYMENTS}


@dataclass(frozen=True)
class Block:
    """Where the terms of one block come from, and how rare they may be."""

    terms: Callable[[Row], Sequence[str]]
    min_documents: int


def skills_of(row: Row) -> list[str]:
    """The vocabulary's skills of a row, from its list and its text, each once."""
    return list(dict.fromkeys((*row.key_skills, *row.text_skills)))


BLOCKS = {
    "title": Block(lambda row: word_pairs(row.title), 3),
    "title characters": Block(lambda row: character_ngrams(row.title), 5),
    "text": Block(lambda row: row.text.split(), 3),
    "listed skills": Block(lambda row: words(" ".join(row.listed)), 3),
    "skills": Block(lambda row: skills_of(row), 2),
    "employer": Block(lambda row: words(row.employer), 2),
    "city": Block(lambda row: (row.city,) if row.city else (), 2),
}


@dataclass(frozen=True)
class Features:
    """What is needed to turn rows into columns: vocabularies, and the usual size of amounts.

    Attributes
    ----------
    vocabularies
        A vocabulary for each block of text.
    usual : array, (2, amounts)
        Mean and standard deviation of the logarithms of stated amounts.
    """

    vocabularies: dict[str, TfIdf]
    usual: Floats

    def blocks(self, rows: Sequence[Row]) -> dict[str, csr_matrix]:
        """Every block of columns by its name, each (rows, columns)."""
        found = {
            name: vocabulary.transform([BLOCKS[name].terms(row) for row in rows])
            for name, vocabulary in self.vocabularies.items()
        }
        found |= {name: category(rows, name) for name in CATEGORIES}
        return found | {"amounts": self._amounts(rows)}

    def _amounts(self, rows: Sequence[Row]) -> csr_matrix:
        """Standardised logarithms of amounts, 0 where none is stated, and whether one is."""
        from scipy.sparse import csr_matrix

        logs = log_amounts(rows)
        stated = np.isfinite(logs)
        standard = np.where(stated, (logs - self.usual[0]) / self.usual[1], 0.0)
        return csr_matrix(np.hstack([standard, stated]).astype(np.float32))


def fit_features(rows: Sequence[Row]) -> Features:
    """Learn vocabularies and usual amounts from rows; their salaries are not looked at."""
    vocabularies = {
        name: fit_tfidf([one.terms(row) for row in rows], one.min_documents)
        for name, one in BLOCKS.items()
    }
    logs = log_amounts(rows)
    stated = np.isfinite(logs)
    count = np.maximum(stated.sum(axis=0), 1)
    mean = np.where(stated, logs, 0.0).sum(axis=0) / count
    variance = (np.where(stated, logs - mean, 0.0) ** 2).sum(axis=0) / count
    return Features(vocabularies, np.stack([mean, np.sqrt(np.where(variance > 0, variance, 1.0))]))


def category(rows: Sequence[Row], name: str) -> csr_matrix:
    """Indicators of one category's words, (rows, words); all 0 where a row has none."""
    from scipy.sparse import csr_matrix

    words_of = CATEGORIES[name]
    values = [[getattr(row, name) == word for word in words_of] for row in rows]
    return csr_matrix(np.array(values, dtype=np.float32).reshape(-1, len(words_of)))


def log_amounts(rows: Sequence[Row]) -> Floats:
    """Logarithms of the amounts stated in title and description, (rows, amounts), NaN if none."""
    return np.log(stated_amounts([f"{row.title} . {row.description}" for row in rows]))


def side_by_side(blocks: Mapping[str, csr_matrix], weights: Weights) -> csr_matrix:
    """The blocks that `weights` names, each multiplied by its weight."""
    from scipy.sparse import hstack

    return hstack([blocks[name] * np.float32(weight) for name, weight in weights.items()]).tocsr()
