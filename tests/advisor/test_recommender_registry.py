"""Recommenders are found by name, and get only the options that they have."""

from __future__ import annotations

import pytest
from made_up_profiles import made_up_training

from tasks.advisor.linear import Linear
from tasks.advisor.registry import fit_recommender, recommender_names
from tasks.errors import UserError


def test_every_method_of_the_evaluation_is_there() -> None:
    assert {
        "autoencoder", "blend", "bm25", "cooccurrence", "ease", "knn", "popularity",
        "report_chain", "tfidf", "topics", "walk",
    } == set(recommender_names())  # fmt: skip


def test_options_reach_the_recommender() -> None:
    fitted = fit_recommender("walk", made_up_training(), {"expansion": 0.9})
    assert isinstance(fitted, Linear)
    assert fitted.expansion == 0.9


@pytest.mark.parametrize(
    ("name", "said"),
    [("eese", "did you mean 'ease'"), ("zzz", "choose from autoencoder, blend")],
)
def test_an_unknown_name_is_refused_with_a_hint(name: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        fit_recommender(name, made_up_training())


@pytest.mark.parametrize(("name", "takes"), [("popularity", "none"), ("bm25", "k1, b, neighbours")])
def test_an_unknown_option_is_refused_with_those_there_are(name: str, takes: str) -> None:
    with pytest.raises(UserError, match=f"{name} has no option 'top': it takes {takes}"):
        fit_recommender(name, made_up_training(), {"top": 3})
