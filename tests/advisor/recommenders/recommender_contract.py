"""What holds for every recommender: each one's test class inherits these tests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from made_up_profiles import (
    FIELDS,
    NAMES,
    field_of,
    made_up_training,
    queries_of,
    shuffled_names,
    shuffled_vacancies,
)

from tasks.advisor.matrix import Training
from tasks.advisor.recommender_files import load_recommender, save_recommender
from tasks.advisor.registry import Recommender, fit_recommender
from tasks.errors import UserError

TRAINING = made_up_training()
QUERIES = queries_of("a0 a1", "b0 b2 b4", "c5", "d1 d2", "", "a0 b0 c0 d0", " ".join(NAMES))
OF_ONE_FIELD = slice(0, 4)


class RecommenderContract:
    """Inherit as ``class TestName(RecommenderContract)`` and set the attributes.

    Attributes
    ----------
    name : str
        The recommender's name.
    options : dict
        The options that it is tested with.
    reads_query : bool
        Whether scores depend on the query.
    depends_on_order : bool
        Whether the order of vacancies and names plays a part in fitting, as chance does.
    can_be_saved : bool
        Whether `save_recommender` takes it.
    """

    name: ClassVar[str]
    options: ClassVar[Mapping[str, Any]] = {}
    reads_query: ClassVar[bool] = True
    depends_on_order: ClassVar[bool] = False
    can_be_saved: ClassVar[bool] = True

    @classmethod
    @cache
    def fitted(cls) -> Recommender:
        """Fitted to the made-up vacancies, once a class."""
        return cls.fit(TRAINING)

    @classmethod
    def fit(cls, training: Training) -> Recommender:
        """Fitted anew."""
        return fit_recommender(cls.name, training, cls.options)

    def test_there_is_a_finite_score_for_every_skill(self) -> None:
        scores = self.fitted().skill_scores(QUERIES)
        assert scores.shape == (QUERIES.shape[0], len(NAMES))
        assert np.isfinite(scores).all()

    def test_similarities_to_vacancies_lie_between_0_and_1(self) -> None:
        scores = self.fitted().vacancy_scores(QUERIES)
        assert scores.shape == (QUERIES.shape[0], len(TRAINING.texts))
        assert scores.min() >= 0
        assert scores.max() <= 1 + 1e-6

    def test_other_skills_of_the_field_come_first_where_the_query_is_read(self) -> None:
        scores = np.where(QUERIES.toarray() > 0, -np.inf, self.fitted().skill_scores(QUERIES))
        best = np.argsort(-scores, kind="stable")[OF_ONE_FIELD, :2]
        fields = [[field_of(NAMES[skill]) for skill in row] for row in best]
        assert (fields == [["a", "a"], ["b", "b"], ["c", "c"], ["d", "d"]]) == self.reads_query

    def test_vacancies_of_the_field_come_first_where_the_query_is_read(self) -> None:
        scores = self.fitted().vacancy_scores(QUERIES)[OF_ONE_FIELD]
        fields = np.argsort(-scores, kind="stable")[:, :5] % FIELDS
        expected = np.arange(FIELDS)[:, None]
        assert bool((fields == expected).all()) == self.reads_query

    def test_a_query_is_answered_the_same_alone_as_among_others(self) -> None:
        for row in range(QUERIES.shape[0]):
            for scores in ("skill_scores", "vacancy_scores"):
                together = getattr(self.fitted(), scores)(QUERIES)[row]
                alone = getattr(self.fitted(), scores)(QUERIES[[row]])[0]
                np.testing.assert_allclose(alone, together, rtol=1e-4, atol=1e-6)

    def test_fitting_again_gives_the_same_to_the_last_bit(self) -> None:
        again = self.fit(made_up_training())
        for scores in ("skill_scores", "vacancy_scores"):
            np.testing.assert_array_equal(
                getattr(again, scores)(QUERIES), getattr(self.fitted(), scores)(QUERIES)
            )

    def test_the_order_of_the_vacancies_decides_nothing_unless_by_chance(self) -> None:
        training, order = shuffled_vacancies(TRAINING, seed=1)
        other, fitted = self.fit(training), self.fitted()
        assert self.depends_on_order or (
            _near(other.skill_scores(QUERIES), fitted.skill_scores(QUERIES))
            and _near(other.vacancy_scores(QUERIES), fitted.vacancy_scores(QUERIES)[:, order])
        )

    def test_the_order_of_the_names_decides_nothing_unless_by_chance(self) -> None:
        training, order = shuffled_names(TRAINING, seed=1)
        other, fitted, queries = self.fit(training), self.fitted(), QUERIES[:, order]
        assert self.depends_on_order or (
            _near(other.skill_scores(queries), fitted.skill_scores(QUERIES)[:, order])
            and _near(other.vacancy_scores(queries), fitted.vacancy_scores(QUERIES))
        )

    def test_the_query_is_not_written_to(self) -> None:
        queries = QUERIES.copy()
        self.fitted().skill_scores(queries)
        self.fitted().vacancy_scores(queries)
        assert (queries != QUERIES).nnz == 0

    def test_what_was_saved_answers_the_same(self, tmp_path: Path) -> None:
        if not self.can_be_saved:
            with pytest.raises(TypeError, match="has no place in arrays"):
                save_recommender(tmp_path / "one.npz", self.fitted())
            return
        for name in ("one.npz", "two.npz"):
            save_recommender(tmp_path / name, self.fitted())
        assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
        loaded = load_recommender(tmp_path / "one.npz")
        assert type(loaded) is type(self.fitted())
        for scores in ("skill_scores", "vacancy_scores"):
            np.testing.assert_array_equal(
                getattr(loaded, scores)(QUERIES), getattr(self.fitted(), scores)(QUERIES)
            )

    def test_an_unknown_option_is_refused(self) -> None:
        with pytest.raises(UserError, match=rf"{self.name} has no option 'temperature'"):
            fit_recommender(self.name, TRAINING, {"temperature": 1.0})


def _near(scores: np.ndarray, expected: np.ndarray) -> bool:
    return np.allclose(scores, expected, rtol=1e-3, atol=1e-5)
