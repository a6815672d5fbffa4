"""Fitting: topics that were planted are found again, by every kind, and the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from planted_topics import TOPICS, planted_documents, planted_terms, planted_topic_terms
from scipy.optimize import linear_sum_assignment

from tasks.errors import UserError
from tasks.topics.clustering import ClusterSettings, fit_clusters
from tasks.topics.lda import LdaSettings
from tasks.topics.model import most_probable
from tasks.topics.nmf import NmfSettings
from tasks.topics.settings import FITS, PRESETS, settings_of

DOCUMENTS, MAIN_TOPICS = planted_documents(500, seed=7)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", FITS)
def test_planted_topics_are_found(kind: str, preset: str) -> None:
    # With four topics only, their words stand in more than a fifth of the documents.
    bags = {"eta": 0.1, "phrase_levels": 0, "max_share": 1.0, "passes": 20}
    options = bags if kind == "lda" else {"max_df": 1.0}
    model = FITS[kind](DOCUMENTS, TOPICS, 0, settings_of(kind, preset, options))
    found = np.zeros((TOPICS, len(planted_terms())))
    found[:, [planted_terms().index(term) for term in model.terms]] = (
        model.topic_terms / model.term_weights
    )
    planted = planted_topic_terms()
    cosines = (found @ planted.T) / np.outer(
        np.linalg.norm(found, axis=1), np.linalg.norm(planted, axis=1)
    )
    rows, columns = linear_sum_assignment(-cosines)
    assert cosines[rows, columns].min() > 0.95

    topics = most_probable(model.transform(DOCUMENTS))
    assert (columns[topics] == MAIN_TOPICS).mean() > 0.95


@pytest.mark.parametrize("kind", FITS)
def test_fitting_leaves_the_global_generators_alone(kind: str) -> None:
    before = np.random.get_state()[1].tobytes()  # noqa: NPY002
    FITS[kind](DOCUMENTS[:100], 3, 0, settings_of(kind, "report", {}))
    assert np.random.get_state()[1].tobytes() == before  # noqa: NPY002


@pytest.mark.parametrize("kind", ["lda", "clusters"])
def test_another_seed_another_model(kind: str) -> None:
    settings = settings_of(kind, "report", {})
    first, again, other = (FITS[kind](DOCUMENTS[:100], 6, seed, settings) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.topic_terms, again.topic_terms)
    assert not np.array_equal(first.topic_terms, other.topic_terms)


def test_the_report_has_its_settings() -> None:
    lda, nmf = PRESETS["report"]["lda"], PRESETS["report"]["nmf"]
    assert isinstance(lda, LdaSettings)
    assert isinstance(nmf, NmfSettings)
    assert (lda.phrase_levels, lda.eta, lda.alpha) == (2, 0.8, "auto")
    assert (lda.update_every, lda.chunksize, lda.passes) == (1, 100, 5)
    assert (nmf.max_features, nmf.max_df, nmf.min_df) == (1000, 0.997, 0.003)
    assert nmf.loss == "kullback-leibler"


def test_documents_without_tokens_do_not_disturb() -> None:
    holes = [*DOCUMENTS[:60], (), (), *DOCUMENTS[60:120]]
    for kind, fit in FITS.items():
        options = {"phrase_levels": 0} if kind == "lda" else {"min_df": 1, "max_df": 1.0}
        model = fit(holes, 3, 0, settings_of(kind, "report", options))
        assert not model.transform(holes)[60:62].any()


def test_settings_change_and_stay_checked() -> None:
    assert settings_of("lda", "report", {"eta": 0.1}) == LdaSettings(eta=0.1)
    with pytest.raises(UserError, match="kind plsa does not exist: use lda, nmf, clusters"):
        settings_of("plsa", "report", {})
    with pytest.raises(UserError, match="preset best does not exist"):
        settings_of("lda", "best", {})
    with pytest.raises(UserError, match="nmf has no option eta: use one of max_features"):
        settings_of("nmf", "report", {"eta": 0.1})


def test_too_few_documents_for_the_clusters() -> None:
    with pytest.raises(UserError, match="9 clusters of 2 documents"):
        fit_clusters([("a",), ("b",), ()], 9, 0, ClusterSettings(max_df=1.0))


def test_no_vocabulary_is_told() -> None:
    with pytest.raises(UserError, match="no vocabulary with min_documents=3 and max_share=1"):
        FITS["lda"]([("a",), ("a",), ()], 2, 0, settings_of("lda", "report", {"min_documents": 3}))
    with pytest.raises(UserError, match=r"no vocabulary with max_df=0\.997 and min_df=0\.003"):
        FITS["nmf"]([(), ()], 2, 0, settings_of("nmf", "report", {}))
