"""Vacancies as sparse rows over the vocabulary of skills: what recommenders are fitted to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.skills.texts import SkillText

Rows = Any  # scipy.sparse.csr_matrix of float32, [vacancies or queries, skills]
Floats = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Training:
    """Vacancies to fit a recommender to.

    Attributes
    ----------
    names : tuple of str
        The vocabulary, in the order of the columns.
    texts : tuple of SkillText
        Skills and text of each vacancy.
    published : tuple of (date or None)
        When each appeared.
    """

    names: tuple[str, ...]
    texts: tuple[SkillText, ...]
    published: tuple[date | None, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """The column of each name."""
        return {name: column for column, name in enumerate(self.names)}

    @cached_property
    def keys(self) -> Rows:
        """1 where the employer's list has the skill; rows of zeros where there is no list."""
        return skill_rows([text.key_skills for text in self.texts], self.index)

    @cached_property
    def mentions(self) -> Rows:
        """1 where title or description mentions the skill."""
        return skill_rows([text.text_skills for text in self.texts], self.index)

    @cached_property
    def profiles(self) -> Rows:
        """1 where list, title or description has the skill: what a vacancy is found by."""
        return self.keys.maximum(self.mentions)


def skill_rows(lists: Iterable[Sequence[str]], index: Mapping[str, int]) -> Rows:
    """A row a list, 1 in the columns of its skills; names that `index` lacks are left out."""
    from scipy.sparse import csr_matrix

    columns = [sorted({index[name] for name in names if name in index}) for names in lists]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([column for row in columns for column in row], dtype=np.int32)
    ones = np.ones(len(flat), dtype=np.float32)
    return csr_matrix((ones, flat, ends), shape=(len(columns), len(index)))


def lengths(rows: Rows) -> NDArray[np.int64]:
    """How many skills each row has."""
    return np.diff(rows.indptr)


def frequencies(rows: Rows) -> Floats:
    """How many rows have each skill."""
    return np.bincount(rows.indices, minlength=rows.shape[1]).astype(np.float64)


def skill_popularity(keys: Rows) -> Floats:
    """The share of the key-skill lists that have each skill, empty lists left aside."""
    filled = int(np.count_nonzero(lengths(keys)))
    return frequencies(keys) / max(filled, 1)


def scaled(rows: Rows, weights: Floats) -> Rows:
    """Each row times a weight, with the weights in the order of the rows."""
    copy = rows.copy()
    copy.data = (copy.data * np.repeat(weights, lengths(rows))).astype(np.float32)
    return copy


def co_occurrences(rows: Rows) -> Floats:
    """The rows' Gram matrix with zeros on its diagonal, (skills, skills) of float64."""
    gram = (rows.T @ rows).toarray().astype(np.float64)
    np.fill_diagonal(gram, 0.0)
    return gram
