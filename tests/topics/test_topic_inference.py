"""The topics of a document: against gensim and scikit-learn as oracles, and by their laws."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted_topics import planted_documents

from tasks.topics.clustering import ClusterSettings, fit_clusters
from tasks.topics.inference import ClusterInference, LdaInference, NmfInference, padded_blocks
from tasks.topics.lda import LdaSettings, fit_lda
from tasks.topics.model import TopicModel
from tasks.topics.nmf import NmfSettings, fit_nmf

DOCUMENTS, _ = planted_documents(120, seed=1)
KINDS = ("lda", "nmf", "frobenius", "clusters")


def fitted(kind: str) -> TopicModel:
    if kind == "lda":
        return fit_lda(DOCUMENTS, 4, 0, LdaSettings(phrase_levels=0))
    if kind == "clusters":
        return fit_clusters(DOCUMENTS, 4, 0, ClusterSettings())
    loss = "frobenius" if kind == "frobenius" else "kullback-leibler"
    return fit_nmf(DOCUMENTS, 4, 0, NmfSettings(loss=loss))


@pytest.fixture(scope="module")
def models() -> dict[str, TopicModel]:
    return {kind: fitted(kind) for kind in KINDS}


class FromOnes:
    """In place of gensim's random state: the weights that ours starts from."""

    def gamma(self, _shape: float, _scale: float, size: tuple[int, int]) -> np.ndarray:
        return np.ones(size)


def gensim_shares(start: object) -> tuple[np.ndarray, np.ndarray]:
    """γ by gensim's inference and by ours for the same fitted model and unseen documents."""
    from gensim.models import LdaModel

    unseen, _ = planted_documents(80, seed=2)
    terms = sorted({token for document in DOCUMENTS for token in document})
    numbers = {term: number for number, term in enumerate(terms)}
    bags = [
        sorted(Counter(numbers[token] for token in document if token in numbers).items())
        for document in [*DOCUMENTS, *unseen]
    ]
    model = LdaModel(
        bags[: len(DOCUMENTS)], num_topics=5, id2word=dict(enumerate(terms)), alpha="auto",
        eta=0.8, chunksize=20, passes=2, random_state=3,
    )  # fmt: skip
    if start:
        model.random_state = start
    expected, _ = model.inference(bags[len(DOCUMENTS) :])
    inference = LdaInference(model.alpha.astype(float), model.expElogbeta.T)
    ours = np.zeros(expected.shape)
    for rows, ids, counts in padded_blocks(unseen, numbers):
        ours[rows] = inference.weights(ids, counts)
    return expected, ours


def test_lda_updates_are_those_of_gensim() -> None:
    expected, ours = gensim_shares(FromOnes())
    np.testing.assert_allclose(ours, expected, rtol=2e-3)


def test_lda_finds_what_gensim_finds_from_random_starts() -> None:
    expected, ours = gensim_shares(None)
    expected /= expected.sum(axis=1, keepdims=True)
    ours /= ours.sum(axis=1, keepdims=True)
    assert np.abs(ours - expected).max() < 0.02


@pytest.mark.parametrize("loss", ["kullback-leibler", "frobenius"])
@pytest.mark.parametrize("iterations", [1, 10, 100])
def test_nmf_updates_are_those_of_scikit_learn(loss: str, iterations: int) -> None:
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    unseen, _ = planted_documents(80, seed=2)
    vectorizer = TfidfVectorizer(analyzer=list)
    rows = vectorizer.fit_transform(DOCUMENTS)
    model = NMF(6, solver="mu", beta_loss=loss, max_iter=iterations, tol=0, random_state=0)
    model.fit(rows)
    expected = model.transform(vectorizer.transform(unseen))

    inference = NmfInference(vectorizer.idf_, model.components_.T, loss, iterations)
    ours = np.zeros(expected.shape)
    for places, ids, counts in padded_blocks(unseen, vectorizer.vocabulary_):
        ours[places] = inference.weights(ids, counts) / inference.mass
    np.testing.assert_allclose(ours, expected, rtol=1e-6, atol=1e-12)


def test_cluster_weights_are_a_softmax_of_cosines() -> None:
    idf = np.array([1.0, 2.0, 3.0])
    centroids = np.array([[0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])
    row = np.array([2 * 1.0, 1 * 2.0, 0.0])
    cosines = centroids @ row / np.linalg.norm(row)
    expected = np.exp(5 * cosines) / np.exp(5 * cosines).sum()

    inference = ClusterInference(idf, centroids.T, concentration=5.0)
    (block,) = padded_blocks([("a", "b", "a")], {"a": 0, "b": 1, "c": 2})
    weights = inference.weights(block[1], block[2])
    np.testing.assert_allclose(weights / weights.sum(), [expected])


@pytest.mark.parametrize("kind", KINDS)
def test_rows_sum_to_one_and_unknown_documents_have_no_topic(
    models: dict[str, TopicModel], kind: str
) -> None:
    shares = models[kind].transform([*DOCUMENTS, (), ("never", "seen")])
    assert shares.shape == (122, 4)
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares[:-2].sum(axis=1), 1.0)
    assert not shares[-2:].any()


def test_terms_without_a_topic_tell_nothing() -> None:
    idf = np.ones(2)
    columns = np.array([[1.0, 0.0], [0.0, 0.0]])
    for inference in (
        NmfInference(idf, columns),
        NmfInference(idf, columns, "frobenius"),
        ClusterInference(idf, columns),
    ):
        assert not inference.weights(np.array([[1]]), np.ones((1, 1))).any()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@given(data=st.data())
def test_neighbours_order_and_unknown_tokens_do_not_matter(
    models: dict[str, TopicModel], kind: str, data: st.DataObject
) -> None:
    known = st.sampled_from(sorted(models[kind].terms))
    document = data.draw(st.lists(known, min_size=1, max_size=12))
    alone = models[kind].transform([document])
    shuffled = [*data.draw(st.permutations(document)), "never seen"]
    among = models[kind].transform([*DOCUMENTS[:70], shuffled, ()])
    np.testing.assert_allclose(among[70:71], alone, rtol=1e-7, atol=1e-9)


def test_blocks_hold_every_document_once() -> None:
    numbers = {"a": 0, "b": 1, "c": 2}
    documents = [("a", "a", "c"), (), ("x",), ("b",), ("a", "b", "c", "x", "c")]
    rebuilt = {}
    for rows, ids, counts in padded_blocks(documents, numbers, size=2):
        for row, terms, times in zip(rows, ids, counts, strict=True):
            rebuilt[int(row)] = {int(t): n for t, n in zip(terms, times, strict=True) if n}
    assert rebuilt == {0: {0: 2, 2: 1}, 3: {1: 1}, 4: {0: 1, 1: 1, 2: 2}}
