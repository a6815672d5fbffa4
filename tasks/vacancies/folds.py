"""Folds for cross-validation over vacancies: at random, or with an employer's kept together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def random_folds(count: int, folds: int, seed: int) -> NDArray[np.int64]:
    """The fold, 0 … `folds` − 1, of each of `count` vacancies; sizes differ by at most one."""
    shuffled = np.random.default_rng([seed, folds]).permutation(count)
    fold = np.empty(count, dtype=np.int64)
    fold[shuffled] = np.arange(count) % folds
    return fold


def employer_folds(employers: Sequence[str], folds: int, seed: int) -> NDArray[np.int64]:
    """The fold of each vacancy, where all vacancies of an employer fall into the same one.

    Employers are shuffled, then the largest are placed first, each into the fold that is the
    smallest so far. A vacancy without a named employer is a group of its own.

    Parameters
    ----------
    employers : sequence of str
        The employer of each vacancy.

    Returns
    -------
    array, (vacancies,)
        Fold numbers 0 … `folds` − 1.
    """
    groups: dict[object, list[int]] = {}
    for row, employer in enumerate(employers):
        groups.setdefault(employer or row, []).append(row)
    rows = list(groups.values())
    order = np.random.default_rng([seed, folds]).permutation(len(rows))
    sizes = [0] * folds
    fold = np.empty(len(employers), dtype=np.int64)
    for group in sorted((rows[index] for index in order), key=len, reverse=True):
        smallest = sizes.index(min(sizes))
        fold[group] = smallest
        sizes[smallest] += len(group)
    return fold
