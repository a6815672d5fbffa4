"""Sparse rows of skills, and what is counted in them."""

from __future__ import annotations

import numpy as np
from made_up_profiles import made_up_training

from tasks.advisor.matrix import (
    Training,
    co_occurrences,
    frequencies,
    lengths,
    scaled,
    skill_popularity,
    skill_rows,
)
from tasks.skills.texts import SkillText

INDEX = {"x": 0, "y": 1, "z": 2}


def test_a_row_has_1_for_each_known_name_however_often_it_stands_there() -> None:
    rows = skill_rows([["z", "x", "z"], [], ["other"], ["y"]], INDEX)
    assert rows.toarray().tolist() == [[1, 0, 1], [0, 0, 0], [0, 0, 0], [0, 1, 0]]
    assert rows.dtype == np.float32
    assert lengths(rows).tolist() == [2, 0, 0, 1]


def test_no_lists_are_no_rows() -> None:
    assert skill_rows([], INDEX).shape == (0, 3)


def test_profiles_are_what_the_list_or_the_text_has() -> None:
    texts = (SkillText("1", key_skills=("x", "y"), text_skills=("y", "z")), SkillText("2"))
    training = Training(("x", "y", "z"), texts, (None, None))
    assert training.keys.toarray().tolist() == [[1, 1, 0], [0, 0, 0]]
    assert training.mentions.toarray().tolist() == [[0, 1, 1], [0, 0, 0]]
    assert training.profiles.toarray().tolist() == [[1, 1, 1], [0, 0, 0]]


def test_counts_are_those_of_the_dense_rows() -> None:
    keys = made_up_training().keys
    dense = keys.toarray()
    gram = dense.T @ dense
    np.testing.assert_array_equal(frequencies(keys), dense.sum(axis=0))
    np.testing.assert_array_equal(co_occurrences(keys), gram - np.diag(np.diag(gram)))
    lists = dense.any(axis=1).sum()
    assert lists < len(dense)
    np.testing.assert_allclose(skill_popularity(keys), dense.sum(axis=0) / lists)
    weights = np.arange(len(dense)) / 7
    np.testing.assert_allclose(scaled(keys, weights).toarray(), dense * weights[:, None], rtol=1e-6)


def test_no_list_at_all_makes_every_skill_unpopular() -> None:
    assert skill_popularity(skill_rows([[], []], INDEX)).tolist() == [0, 0, 0]
