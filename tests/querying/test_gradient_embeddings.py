"""Gradient embeddings: against autograd through the tagger, and against plain loops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_pools import made_up_model, pools
from oracles import gradient_embeddings_by_loops

from tasks.querying.kernels.gradients import GradientFactors, GradientPoints
from tasks.querying.pool import FloatArray, Pool, TokenOutputs
from tasks.tagging.batching import make_batch
from tasks.tagging.encoding import EncodedSentences
from tasks.tagging.networks.build import build_network
from tasks.tagging.networks.inputs import Inputs
from tasks.tagging.networks.network import Network
from tasks.tagging.parameters import Architecture, NetworkParameters
from tasks.tagging.prediction import predict

LENGTHS = (7, 1, 3, 3, 12, 1, 5)


@pytest.fixture
def sentences() -> EncodedSentences:
    generator = np.random.default_rng(2)
    return EncodedSentences(
        words=generator.integers(0, 30, size=sum(LENGTHS)),
        tags=generator.integers(0, 6, size=sum(LENGTHS)),
        offsets=np.cumsum([0, *LENGTHS]),
    )


@pytest.fixture(params=["tagger", "encoder_decoder"])
def architecture(request: pytest.FixtureRequest) -> Architecture:
    chosen: Architecture = request.param
    return chosen


@pytest.fixture(params=[1.0, 10.0], ids=["unsure", "confident"])
def network(request: pytest.FixtureRequest, architecture: Architecture) -> Network:
    generator = torch.Generator().manual_seed(4)
    vectors = torch.randn(30, 8, generator=generator)
    network = build_network(architecture, NetworkParameters(5, 0.5), vectors, 6, generator)
    with torch.no_grad():
        network.output.weight.mul_(request.param)
    return network


def gradient_embeddings(outputs: TokenOutputs) -> FloatArray:
    return GradientFactors.of(outputs).embeddings()


def last_layer_gradient(network: Network, sentences: EncodedSentences, chosen: int) -> FloatArray:
    """Autograd's gradient of one sentence's loss when the predicted tags are taken for gold."""
    batch = make_batch(sentences, np.array([chosen]), torch.device("cpu"))
    words = torch.from_numpy(sentences.words)[batch.positions]
    logits = network(Inputs(batch, words, network.embedding.weight)).logits[:, 0]
    loss = torch.nn.functional.cross_entropy(logits, logits.argmax(dim=-1), reduction="sum")
    (gradient,) = torch.autograd.grad(loss, network.output.weight)
    return gradient.flatten().numpy()


def test_they_are_the_gradient_of_the_last_layers_weight(
    network: Network, sentences: EncodedSentences
) -> None:
    chosen = np.array([4, 0, 1, 6, 3, 2, 5])
    embeddings = gradient_embeddings(predict(network, sentences, chosen))
    gradients = [last_layer_gradient(network, sentences, sentence) for sentence in chosen]
    assert embeddings.shape == (7, 6 * network.output.in_features)
    np.testing.assert_allclose(embeddings, gradients, rtol=1e-4, atol=1e-6)


def test_the_gold_tags_are_never_looked_at(network: Network, sentences: EncodedSentences) -> None:
    chosen = np.arange(len(LENGTHS))
    blind = replace(sentences, tags=np.full(sum(LENGTHS), -1))
    np.testing.assert_array_equal(
        gradient_embeddings(predict(network, sentences, chosen)),
        gradient_embeddings(predict(network, blind, chosen)),
    )


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_they_equal_a_loop_over_tokens(lengths: list[int], seed: int) -> None:
    outputs = made_up_model(lengths, seed).everything
    np.testing.assert_allclose(
        gradient_embeddings(outputs), gradient_embeddings_by_loops(outputs), atol=1e-5
    )


def test_the_other_sentences_make_no_difference() -> None:
    model = made_up_model(LENGTHS)
    together = gradient_embeddings(model.everything)
    for sentence in range(len(LENGTHS)):
        alone = gradient_embeddings(model.outputs(np.array([sentence])))
        np.testing.assert_allclose(alone[0], together[sentence], rtol=1e-6, atol=1e-6)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_the_norms_of_the_factors_are_those_of_the_embeddings(
    lengths: list[int], seed: int
) -> None:
    factors = GradientFactors.of(made_up_model(lengths, seed).everything)
    expected = np.sum(factors.embeddings().astype(np.float64) ** 2, axis=1)
    np.testing.assert_allclose(factors.squared_norms(), expected, rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("memory", [2**31, 0], ids=["kept", "made anew"])
@given(pool=pools(), seed=st.integers(0, 2**32 - 1))
def test_points_are_the_embeddings_whatever_the_memory(memory: int, pool: Pool, seed: int) -> None:
    expected = gradient_embeddings(pool.model.outputs(pool.unlabelled))
    points = GradientPoints(replace(pool, memory=memory))
    wanted = np.random.default_rng(seed).integers(0, len(expected), size=7)
    np.testing.assert_allclose(points.rows(wanted), expected[wanted], rtol=1e-5, atol=1e-6)
    norms = np.sum(expected.astype(np.float64) ** 2, axis=1)
    np.testing.assert_allclose(points.squared_norms, norms, rtol=1e-4, atol=1e-9)
    assert points.dimension == expected.shape[1]
