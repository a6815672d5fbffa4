"""The adviser and the market, put together from small made-up parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_topic_space import PLANTED, PLANTED_NAMES

from tasks.advisor.advice import Advice, Wishes
from tasks.advisor.adviser import OF_TOPICS, OVER_VACANCIES, Adviser
from tasks.advisor.market import Market, typical
from tasks.advisor.matrix import Floats, Rows, skill_rows
from tasks.advisor.recommenders.report_chain import ReportChain
from tasks.advisor.registry import Recommender
from tasks.errors import UserError
from tasks.salary.query_model import SalaryCell
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.files import vacancy_table
from tasks.vacancies.vacancy import EXPERIENCES, SCHEDULES, Vacancy

NAMES = ("python", "sql", "git", "c", "go", "learning", "machine learning", "ui", "ux/ui")
REMOTE, NEWCOMER = SCHEDULES[3], EXPERIENCES[0]
POSTINGS = (
    ("Developer", "A", "Москва", REMOTE, EXPERIENCES[1], "python sql"),
    ("Developer", "A", "Москва", REMOTE, EXPERIENCES[1], "python sql"),
    ("Developer", "", "Санкт-Петербург", SCHEDULES[0], EXPERIENCES[2], "python git"),
    ("Developer", "", "Ростов-на-Дону", SCHEDULES[4], NEWCOMER, "python"),
    ("Developer", "", "Орёл", SCHEDULES[0], NEWCOMER, "c go"),
)


@dataclass(frozen=True)
class Fixed:
    """Scores of skills and vacancies that are the same for every query."""

    skills: Sequence[float]
    vacancies: Sequence[float]

    def skill_scores(self, queries: Rows) -> Floats:
        return np.tile(self.skills, (queries.shape[0], 1))

    def vacancy_scores(self, queries: Rows) -> Floats:
        return np.tile(self.vacancies, (queries.shape[0], 1))


def made_up_vocabulary(names: Sequence[str] = NAMES) -> Vocabulary:
    return Vocabulary(
        names=tuple(names),
        counts=dict.fromkeys(names, 5),
        displays={},
        surfaces={name: name for name in names},
        phrases={name.replace("/", " "): name for name in names},
        removed={"git responsibility": {}},
    )


def made_up_market(postings: Sequence[tuple[str, ...]] = POSTINGS) -> Market:
    vacancies = [
        Vacancy(
            str(number), title, employer, city=city, schedule=schedule, experience=experience,
            queries=("c developer",) if "c" in skills.split() else ("python developer",),
        )
        for number, (title, employer, city, schedule, experience, skills) in enumerate(postings)
    ]  # fmt: skip
    index = {name: column for column, name in enumerate(NAMES)}
    table = vacancy_table(vacancies)
    return Market(table, NAMES, skill_rows([one[-1].split() for one in postings], index))


def salary_table(*_: object) -> list[SalaryCell]:
    return [
        SalaryCell(schedule, experience, 2.0, 1.0, 3.0, 0)
        for schedule in SCHEDULES
        for experience in EXPERIENCES
    ]


def made_up_adviser(
    recommender: Recommender | None = None, market: Market | None = None, closed: bool = False
) -> Adviser:
    market = market or made_up_market()
    scores = Fixed(np.linspace(0.9, 0.1, len(NAMES)), [0.9, 0.8, 0.7, 0.6, 0.0])
    salaries: Any = SimpleNamespace(salary_table=salary_table)
    return Adviser(
        model="made up",
        closed=closed,
        vocabulary=made_up_vocabulary(market.names),
        market=market,
        recommender=recommender or scores,
        salaries=salaries,
    )


def advise(line: str = "python", adviser: Adviser | None = None, **wishes: Any) -> Advice:
    return (adviser or made_up_adviser()).advise(line, Wishes(**wishes))


def test_a_title_of_an_employer_stands_once_and_one_of_nobody_each_time() -> None:
    assert [one.id for one in advise().vacancies] == ["0", "2", "3"]
    assert [one.id for one in advise(top=2).vacancies] == ["0", "2"]


def test_a_title_that_an_employer_repeats_a_thousand_times_hides_no_other() -> None:
    postings = [POSTINGS[0]] * 1000 + list(POSTINGS[2:])
    similarities = [0.9] * 1000 + [0.7, 0.8, 0.0]
    adviser = made_up_adviser(Fixed([0.5] * len(NAMES), similarities), made_up_market(postings))
    assert [one.id for one in advise("python", adviser).vacancies] == ["0", "1001", "1000"]


@given(st.lists(st.sampled_from([0.0, -0.5, 0.25, 0.5, 1.0]), max_size=30), st.integers(1, 40))
def test_vacancies_stand_by_similarity_and_then_in_their_order(
    similarities: list[float], top: int
) -> None:
    postings = [("Developer", "", "", "", "", "python")] * len(similarities)
    found = made_up_market(postings).fitting(np.array(similarities), [0], Wishes(top=top))
    order = sorted(range(len(similarities)), key=lambda row: -similarities[row])
    expected = [str(row) for row in order if similarities[row] > 0][:top]
    assert [one.id for one in found] == expected


@pytest.mark.parametrize(
    ("wished", "city"),
    [
        ("москва", "Москва"),
        ("мск", "Москва"),
        ("Москве", "Москва"),
        ("Питер", "Санкт-Петербург"),
        ("СПб", "Санкт-Петербург"),
        ("санкт петербург", "Санкт-Петербург"),
        ("Ростов", "Ростов-на-Дону"),
    ],
)
def test_a_city_is_known_by_its_everyday_names(wished: str, city: str) -> None:
    assert {one.city for one in advise(city=wished).vacancies} == {city}


@pytest.mark.parametrize("wished", ["Орел", "орёл"])
def test_two_dots_make_no_other_city(wished: str) -> None:
    market = made_up_market([("Developer", "", "Орёл", "", "", "python")])
    adviser = made_up_adviser(Fixed([0.5] * len(NAMES), [0.5]), market)
    assert [one.city for one in advise("python", adviser, city=wished).vacancies] == ["Орёл"]


@pytest.mark.parametrize("wished", ["Екб", "Казань"])
def test_a_city_without_vacancies_is_named_as_it_was_wished(wished: str) -> None:
    with pytest.raises(UserError, match=f"--city {wished}: there is none such"):
        advise(city=wished)


@pytest.mark.parametrize("wished", ["удалённая работа", "Удаленная", "REMOTE", "удалённо"])
def test_a_schedule_is_known_by_any_wording_of_the_source(wished: str) -> None:
    advice = advise(schedule=wished)
    assert {one.schedule for one in advice.salaries} == {REMOTE}
    assert {one.schedule for one in advice.vacancies} == {REMOTE}


@pytest.mark.parametrize(
    ("wished", "experience"),
    [
        ("1–3 года", EXPERIENCES[1]),
        ("1-3 года", EXPERIENCES[1]),
        ("between1And3", EXPERIENCES[1]),
        ("от 3", EXPERIENCES[2]),
        ("Без опыта", NEWCOMER),
    ],
)
def test_experience_is_known_by_any_wording_of_the_source(wished: str, experience: str) -> None:
    advice = advise(experience=wished)
    assert {one.experience for one in advice.salaries} == {experience}
    assert {one.experience for one in advice.vacancies} == {experience}


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("python sql", ("python", "sql")),
        ("python и sql", ("python", "sql")),
        ("python and sql", ("python", "sql")),
        ("python|sql", ("python", "sql")),
        ("python | sql", ("python", "sql")),
        ("python sql/git", ("python", "sql", "git")),
        ("python (git) sql", ("python", "git", "sql")),
        ("python go c", ("python", "go", "c")),
        ("python с sql", ("python", "sql")),  # the preposition
        ("с/python", ("c", "python")),
        ("machine learning", ("machine learning",)),
        ("machine learning sql", ("machine learning", "sql")),
        ("python ux/ui", ("python", "ux/ui")),
        ("python (better than sql)", ("python",)),  # a skill with a remark
    ],
)
def test_a_list_is_read_whatever_stands_between_its_skills(
    line: str, known: tuple[str, ...]
) -> None:
    advice = advise(line)
    assert advice.known == known
    assert not advice.unknown


def test_of_prose_only_what_is_no_ordinary_word_is_read() -> None:
    advice = advise("we go on with python")
    assert advice.known == ("python",)
    assert list(advice.unknown) == ["we go on with python"]


@pytest.mark.parametrize("line", ["we go on", "и", "qwzxv qwzxw", "с клиентами"])
def test_a_line_without_skills_is_told(line: str) -> None:
    with pytest.raises(UserError, match=f"no vacancy asks for {line}"):
        advise(line)


def test_what_is_too_general_is_not_taken_to_pieces() -> None:
    advice = advise("python, git responsibility")
    assert advice.known == ("python",)
    assert advice.general == ("git responsibility",)


def test_skills_that_the_field_does_not_ask_for_come_last_in_their_order() -> None:
    scores = dict(zip(NAMES, np.zeros(len(NAMES)), strict=True))
    scores |= {"c": 0.9, "sql": 0.8, "go": 0.7, "git": 0.6, "ui": -1.0}
    adviser = made_up_adviser(Fixed(list(scores.values()), [0.9, 0.8, 0.7, 0.6, 0.4]))
    advice = advise("python", adviser)
    assert (advice.field.name, advice.field.vacancies) == ("Developer", 4)
    assert [one.name for one in advice.skills] == ["sql", "git", "c", "go"]
    assert [one.share for one in advice.skills] == [0.5, 0.25, 0.0, 0.0]
    assert [one.name for one in advise("python", adviser, top=3).skills] == ["sql", "git", "c"]


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        ([], ""),
        (["Cook"], "Cook"),
        (["Trader", "Senior data scientist", "Data scientist", "Scientist"], "Data scientist"),
        (["UX/UI designer", "UI/UX-Designer (remote)", "Loader"], "UX/UI designer"),
        (["???", "!!!"], "???"),
    ],
)
def test_a_field_is_called_by_its_most_typical_title(titles: list[str], name: str) -> None:
    assert typical(titles) == name


@pytest.mark.parametrize(
    ("similarities", "closed", "rows"),
    [
        ([0.8, 0.5, 0.4, 0.39, 0.0], False, [0, 1, 2]),
        ([0.8, 0.5, 0.4, 0.39, 0.0], True, [0, 1, 2, 3]),
        ([0.0] * 5, False, []),
    ],
)
def test_a_field_is_what_is_near(similarities: list[float], closed: bool, rows: list[int]) -> None:
    market = made_up_market()
    field, shares = market.field_of(np.array(similarities), closed)
    assert field.vacancies == len(rows)
    expected = market.profiles[rows].toarray().sum(axis=0) / max(len(rows), 1)
    np.testing.assert_allclose(shares, expected, rtol=1e-6)


def test_without_a_field_the_order_is_the_method_s() -> None:
    adviser = made_up_adviser(Fixed([0, 0.1, 0.3, 0.2, 0, 0, 0, 0, 0], [0.0] * 5))
    advice = advise("python", adviser)
    assert [one.name for one in advice.skills] == ["git", "c", "sql"]
    assert not advice.is_empty


def test_the_market_leaves_the_method_s_scores_as_they_are() -> None:
    scores = np.linspace(0.9, 0.1, len(NAMES))
    market = made_up_market()
    market.to_learn(scores, [0, 1], np.ones(len(NAMES)), 3)
    np.testing.assert_array_equal(scores, np.linspace(0.9, 0.1, len(NAMES)))


def test_similarity_is_the_mean_cosine_over_vacancies_unless_the_method_ranks_by_one() -> None:
    advice = advise("python, sql")
    (git,) = [one for one in advice.skills if one.name == "git"]
    assert git.similarity == pytest.approx((1 / 2 + 0) / 2)
    assert advice.skill_similarity == OVER_VACANCIES


def planted_adviser() -> Adviser:
    vacancies = [Vacancy(str(row), "Developer") for row in range(3)]
    lists = [["x", "y"], ["z"], ["unknown"]]
    index = {name: column for column, name in enumerate(PLANTED_NAMES)}
    market = Market(vacancy_table(vacancies), PLANTED_NAMES, skill_rows(lists, index))
    return made_up_adviser(ReportChain(PLANTED), market, closed=True)


def test_the_report_s_chain_shows_the_cosines_that_it_ranks_by() -> None:
    adviser = planted_adviser()
    advice = advise("x", adviser)
    queries = skill_rows([["x"]], adviser.market.index)
    scores = adviser.recommender.skill_scores(queries)[0]
    expected = {name: scores[adviser.market.index[name]] for name in ("y",)}
    assert {one.name: one.similarity for one in advice.skills} == pytest.approx(expected, abs=1e-4)
    assert advice.skills[0].similarity != pytest.approx(1.0, abs=1e-3)  # of the vacancies
    assert advice.skill_similarity == OF_TOPICS
    assert advice.as_json()["skill_similarity"] == OF_TOPICS


def test_a_method_that_knows_none_of_the_skills_finds_nothing() -> None:
    adviser = planted_adviser()
    assert advise("unknown", adviser).is_empty
    assert not advise("unknown, x", adviser).is_empty


def test_wishes_that_nobody_meets_leave_the_rest_of_the_advice() -> None:
    advice = advise(city="Москва", schedule="вахта")
    assert not advice.vacancies
    assert advice.skills
    assert not advice.is_empty
