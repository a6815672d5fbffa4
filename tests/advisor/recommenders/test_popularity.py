"""Popularity: the contract, and counts by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
from made_up_profiles import queries_of
from recommender_contract import RecommenderContract

from tasks.advisor.matrix import Training
from tasks.advisor.recommenders.popularity import fit
from tasks.skills.texts import SkillText


class TestPopularity(RecommenderContract):
    name = "popularity"
    reads_query = False


def test_shares_of_lists_and_newness_by_hand() -> None:
    texts = (
        SkillText("1", key_skills=("x", "y")),
        SkillText("2", key_skills=("x",)),
        SkillText("3", text_skills=("y",)),
        SkillText("4", key_skills=("x",)),
        SkillText("5", key_skills=("z",)),
    )
    days = (date(2023, 5, 1), None, date(2023, 5, 5), date(2023, 5, 2), date(2023, 5, 3))
    fitted = fit(Training(("x", "y", "z"), texts, days))
    queries = queries_of("x", "", names=("x", "y", "z"))
    np.testing.assert_allclose(fitted.skill_scores(queries), [[0.75, 0.25, 0.25]] * 2)
    np.testing.assert_allclose(fitted.vacancy_scores(queries), [[0, 0, 1, 0.25, 0.5]] * 2)


def test_vacancies_of_one_day_or_of_none_are_equally_new() -> None:
    texts = (SkillText("1"), SkillText("2"))
    for day in (None, date(2023, 5, 1)):
        fitted = fit(Training(("x",), texts, (day, day)))
        assert fitted.vacancy_scores(queries_of("x", names=("x",))).tolist() == [[0, 0]]
