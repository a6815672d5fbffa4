"""Topic models as the adviser sees them: by names of skills, and read from a stage's folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up_profiles import NAMES, made_up_training, queries_of
from made_up_topic_space import PLANTED, PLANTED_NAMES

from tasks.advisor.topic_space import fit_topic_space, read_topic_space, training_documents
from tasks.errors import UserError
from tasks.skills.texts import write_skill_texts
from tasks.topics.jobs import fit_topics


def test_loadings_are_the_columns_of_the_skills_by_name() -> None:
    expected = [[0.6, 0.3, 0.1, 0.0], [0.1, 0.1, 0.8, 0.0]]
    np.testing.assert_array_equal(PLANTED.loadings, expected)


def test_the_topics_of_a_query_are_those_of_its_names() -> None:
    queries = queries_of("x z unknown", "unknown", "", names=PLANTED_NAMES)
    expected = PLANTED.model.transform([["x", "z"], [], []])
    np.testing.assert_array_equal(PLANTED.query_topics(queries), expected)
    assert not expected[1:].any()


def test_cosines_to_vacancies() -> None:
    found = PLANTED.vacancy_cosines(np.array([[0.9, 0.1], [0.0, 0.0]]))
    assert np.isclose(found[0, 0], 1)
    assert 0 < found[0, 1] < 1
    assert found[0, 2] == 0
    assert not found[1].any()


def test_the_documents_are_the_form_of_text_asked_for() -> None:
    training = made_up_training()
    one = training.texts[0]
    assert training_documents(training, "keys")[0] == one.key_skills
    assert training_documents(training, "filtered")[0] == one.filtered
    assert training_documents(training, "trimmed")[0] == tuple(one.trimmed.split())


def test_a_model_of_the_topics_stage_is_put_into_the_order_asked_for(tmp_path: Path) -> None:
    training = made_up_training()
    write_skill_texts(tmp_path, training.texts)
    fit_topics(
        tmp_path / "nmf", skills=str(tmp_path), kind="nmf", text="filtered", topics=4, seed=0,
        preset="report", held_out_share=0.0,
    )  # fmt: skip
    fitted = fit_topic_space(training, kind="nmf", topics=4, text="filtered")
    read = read_topic_space(tmp_path / "nmf", NAMES, ["7", "0", "9"])
    np.testing.assert_allclose(read.loadings, fitted.loadings, rtol=1e-6)
    np.testing.assert_allclose(read.vacancies, fitted.vacancies[[7, 0, 9]], atol=1e-6)
    with pytest.raises(UserError, match=r"nmf knows nothing of vacancy 80: run `skillpath topics`"):
        read_topic_space(tmp_path / "nmf", NAMES, ["0", "80"])
