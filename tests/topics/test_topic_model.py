"""The topic model as a value and as files: what it promises whatever its kind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from planted_topics import model_of, planted_documents

from tasks.errors import UserError
from tasks.topics.inference import LdaInference
from tasks.topics.model import TopicModel, load_model, most_probable, save_model
from tasks.topics.settings import FITS, settings_of

DOCUMENTS, _ = planted_documents(120, seed=1)


def fitted(kind: str) -> TopicModel:
    options = {"phrase_threshold": 0.5} if kind == "lda" else {}
    return FITS[kind](DOCUMENTS, 4, 0, settings_of(kind, "report", options))


@pytest.mark.parametrize("kind", FITS)
def test_rows_of_topics_are_distributions(kind: str) -> None:
    model = fitted(kind)
    assert model.topic_terms.shape == (4, len(model.terms))
    assert model.topic_terms.dtype == np.float64
    np.testing.assert_allclose(model.topic_terms.sum(axis=1), 1.0)
    assert model.name == f"{kind}-4"


@pytest.mark.parametrize("kind", FITS)
def test_a_saved_model_answers_as_before_and_is_saved_alike(kind: str, tmp_path: Path) -> None:
    model = fitted(kind)
    save_model(model, tmp_path / "a")
    loaded = load_model(tmp_path / "a")
    assert (loaded.kind, loaded.terms, loaded.phrases) == (model.kind, model.terms, model.phrases)
    assert bool(loaded.phrases and loaded.phrases[0]) == (kind == "lda")
    np.testing.assert_array_equal(loaded.topic_terms, model.topic_terms)
    np.testing.assert_array_equal(loaded.transform(DOCUMENTS), model.transform(DOCUMENTS))

    save_model(fitted(kind), tmp_path / "b")
    for file in ("model.npz", "vocabulary.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_phrases_are_joined_before_the_topics_are_found() -> None:
    model = model_of([[0.9, 0.1], [0.1, 0.9]], "deep", (frozenset({("deep", "learning")}),))
    model = TopicModel(**vars(model) | {"terms": ("deep", "deep + learning")})
    assert most_probable(model.transform([("deep",), ("deep", "learning")])).tolist() == [0, 1]


def test_the_topic_is_the_most_probable_one_not_the_first_listed() -> None:
    shares = np.array([[0.3, 0.1, 0.6], [0.5, 0.5, 0.0], [0.0, 0.0, 0.0], [0.4, 0.45, 0.15]])
    assert most_probable(shares).tolist() == [2, 0, -1, 1]


def test_word_probabilities_undo_the_weighting() -> None:
    shares = np.array([[0.25, 0.75], [0.0, 0.0]])
    model = model_of([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]], "a b c")
    np.testing.assert_allclose(
        model.word_probabilities(shares), [[0.125, 0.5, 0.375], [0.0, 0.0, 0.0]]
    )
    weighted = TopicModel(**vars(model) | {"term_weights": np.array([1.0, 2.0, 1.0])})
    np.testing.assert_allclose(
        weighted.word_probabilities(shares)[0], np.array([0.125, 0.25, 0.375]) / 0.75
    )


@pytest.mark.parametrize("file", ["model.npz", "vocabulary.json"])
def test_a_missing_file_is_told(tmp_path: Path, file: str) -> None:
    save_model(model_of([[1.0]], "a"), tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(UserError, match=f"{file} is missing: run `skillpath topics`"):
        load_model(tmp_path)


def test_a_large_model_loads_at_once(tmp_path: Path) -> None:
    terms = tuple(f"навык {number}" for number in range(8000))
    rows = np.full((64, len(terms)), 1 / len(terms))
    inference = LdaInference(np.ones(64), np.ones((len(terms), 64), dtype=np.float32))
    save_model(TopicModel("lda", terms, rows, np.ones(len(terms)), inference), tmp_path)
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        load_model(tmp_path)
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.05


def test_the_adviser_needs_neither_gensim_nor_scikit_learn(tmp_path: Path) -> None:
    for kind in FITS:
        save_model(fitted(kind), tmp_path / kind)
    script = (
        "import sys; from pathlib import Path; from tasks.topics.model import load_model;"
        f"print([load_model(Path({str(tmp_path)!r}) / kind).transform([('skill 0.00',)]).sum()"
        f" for kind in {list(FITS)}]);"
        "print({'gensim', 'sklearn', 'pandas'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    sums, heavy = done.stdout.splitlines()
    assert sums.count("1.0") + sums.count("0.9999999") == 3
    assert heavy == "set()"
