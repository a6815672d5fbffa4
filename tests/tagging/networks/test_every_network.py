"""What holds for every network: padding means nothing, chance is passed in, training teaches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_networks import (
    CPU,
    TAGS,
    f1_on,
    inputs_of,
    learnable_sentences,
    random_sentences,
    same_weights,
    tiny_network,
    weights_of,
)

from tasks.tagging.batching import make_batch
from tasks.tagging.encoding import EncodedSentences
from tasks.tagging.networks.network import NetworkOutput
from tasks.tagging.parameters import TrainingParameters
from tasks.tagging.training import train

NETWORKS: dict[str, dict[str, Any]] = {
    "tagger": {},
    "tagger with a CRF": {"crf": True},
    "tagger with characters": {"characters": True},
    "encoder-decoder": {"architecture": "encoder_decoder", "decoder_size": 3, "tag_dimension": 2},
    "encoder-decoder with characters": {"architecture": "encoder_decoder", "characters": True},
}
RAGGED = [7, 2, 5, 1]


@pytest.fixture(params=NETWORKS)
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return NETWORKS[request.param]


def run(
    network: Any, sentences: EncodedSentences, chosen: list[int], masks: int | None = None
) -> NetworkOutput:
    inputs = inputs_of(network, sentences, make_batch(sentences, np.array(chosen), CPU))
    generator = None if masks is None else torch.Generator().manual_seed(masks)
    with torch.no_grad():
        output: NetworkOutput = network(inputs, generator)
    return output


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lengths=st.lists(st.integers(1, 15), min_size=2, max_size=6))
def test_a_sentence_reads_the_same_alone_and_beside_longer_ones(
    options: dict[str, Any], lengths: list[int]
) -> None:
    network, sentences = tiny_network(**options), random_sentences(lengths)
    together = run(network, sentences, list(range(len(lengths))))
    for sentence, length in enumerate(lengths):
        alone = run(network, sentences, [sentence])
        for mine, ours in zip(alone, together, strict=True):
            torch.testing.assert_close(mine[:, 0], ours[:length, sentence], atol=1e-6, rtol=1e-5)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lengths=st.lists(st.integers(1, 15), min_size=1, max_size=6))
def test_a_table_that_was_projected_beforehand_changes_nothing(
    options: dict[str, Any], lengths: list[int]
) -> None:
    network, sentences = tiny_network(**options), random_sentences(lengths)
    batch = make_batch(sentences, np.arange(len(lengths)), CPU)
    inputs = inputs_of(network, sentences, batch)
    with torch.inference_mode():
        plain = network(inputs)
        projected = network(inputs._replace(table=network.encoder.project(inputs.table)))
    for one, other in zip(plain, projected, strict=True):
        torch.testing.assert_close(one[batch.mask], other[batch.mask], atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("what", ["log_probabilities", "tags"])
def test_what_is_said_of_a_sentence_does_not_depend_on_the_padding_either(
    options: dict[str, Any], what: str
) -> None:
    network, sentences = tiny_network(**options), random_sentences(RAGGED)
    batch = make_batch(sentences, np.arange(len(RAGGED)), CPU)
    together = getattr(network, what)(run(network, sentences, [0, 1, 2, 3]).logits, batch.mask)
    for sentence, length in enumerate(RAGGED):
        alone = make_batch(sentences, np.array([sentence]), CPU)
        said = getattr(network, what)(run(network, sentences, [sentence]).logits, alone.mask)
        torch.testing.assert_close(said[:, 0], together[:length, sentence], atol=1e-5, rtol=1e-4)


def test_whatever_stands_in_the_padding_changes_no_bit(options: dict[str, Any]) -> None:
    network, sentences = tiny_network(**options), random_sentences(RAGGED)
    batch = make_batch(sentences, np.arange(len(RAGGED)), CPU)
    inputs = inputs_of(network, sentences, batch)
    with torch.no_grad():
        clean = network(inputs)
        network.embedding.weight[0] = torch.nan
        poisoned = network(inputs._replace(words=torch.where(batch.mask, inputs.words, 0)))
    for before, after in zip(clean, poisoned, strict=True):
        assert torch.equal(before[batch.mask], after[batch.mask])
    assert poisoned.logits[~batch.mask].isnan().all()


def test_no_gradient_of_the_loss_reaches_the_padding(options: dict[str, Any]) -> None:
    network, sentences = tiny_network(**options), random_sentences(RAGGED)
    batch = make_batch(sentences, np.arange(len(RAGGED)), CPU)
    inputs = inputs_of(network, sentences, batch, gold=True)
    output = network(inputs._replace(words=torch.where(batch.mask, inputs.words, 0)))
    network.loss(output.logits, inputs.tags, batch.mask).backward()
    gradient = network.embedding.weight.grad
    assert not gradient[0].any()
    assert gradient[sentences.words].any(dim=1).all()


def test_the_loss_is_the_mean_over_words_whatever_the_batch(options: dict[str, Any]) -> None:
    network, sentences = tiny_network(**options), random_sentences(RAGGED)

    def loss(chosen: list[int]) -> float:
        batch = make_batch(sentences, np.array(chosen), CPU)
        inputs = inputs_of(network, sentences, batch, gold=True)
        with torch.no_grad():
            return float(network.loss(network(inputs).logits, inputs.tags, batch.mask))

    alone = [loss([sentence]) * length for sentence, length in enumerate(RAGGED)]
    assert loss([0, 1, 2, 3]) == pytest.approx(sum(alone) / sum(RAGGED), rel=1e-5)


def test_shapes(options: dict[str, Any]) -> None:
    network = tiny_network(**options)
    output = run(network, random_sentences([4, 3]), [0, 1])
    assert output.logits.shape == (4, 2, TAGS)
    assert output.states.shape == (4, 2, network.output.in_features)
    assert output.encoder_states.shape == (4, 2, network.encoder_size) == (4, 2, 8)


def test_the_states_are_what_the_last_layer_reads(options: dict[str, Any]) -> None:
    network = tiny_network(**options)
    output = run(network, random_sentences(RAGGED), [0, 1, 2, 3])
    with torch.no_grad():
        torch.testing.assert_close(network.output(output.states), output.logits)


@pytest.mark.usefixtures("global_state_untouched")
def test_the_global_random_state_is_left_alone(options: dict[str, Any]) -> None:
    run(tiny_network(**options), random_sentences(RAGGED), [0, 1], masks=1)


def test_initial_weights_come_from_the_generator_alone(options: dict[str, Any]) -> None:
    torch.manual_seed(1)
    first = weights_of(tiny_network(seed=3, **options))
    torch.manual_seed(2)
    assert same_weights(first, weights_of(tiny_network(seed=3, **options)))
    other = weights_of(tiny_network(seed=4, **options))
    same = {name for name in first if torch.equal(first[name], other[name])}
    assert same - {"crf.transitions", "crf.first", "crf.last"} == {"embedding.weight"}


def test_masks_decide_what_dropout_does(options: dict[str, Any]) -> None:
    network, sentences = tiny_network(**options), random_sentences([6, 4])
    plain, noisy = run(network, sentences, [0, 1]), run(network, sentences, [0, 1], masks=1)
    assert not torch.allclose(noisy.states, plain.states)
    assert torch.equal(noisy.logits, run(network, sentences, [0, 1], masks=1).logits)
    assert not torch.equal(noisy.logits, run(network, sentences, [0, 1], masks=2).logits)


def test_without_a_probability_masks_do_nothing(options: dict[str, Any]) -> None:
    network, sentences = tiny_network(dropout=0.0, **options), random_sentences([6, 4])
    masked = run(network, sentences, [0, 1], masks=0)
    assert torch.equal(masked.logits, run(network, sentences, [0, 1]).logits)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_tiny_corpus_is_learnt(options: dict[str, Any], precision: Any) -> None:
    sentences = learnable_sentences(40)
    network = tiny_network(**{"hidden_size": 12, "dropout": 0.1, **options})
    parameters = TrainingParameters(40, 8, learning_rate=0.02, precision=precision)
    before = f1_on(network, sentences)
    generator, masks = np.random.default_rng(0), torch.Generator().manual_seed(0)
    train(network, sentences, np.arange(40), parameters, generator, masks)
    assert before < 30
    assert f1_on(network, sentences) > 99
    assert f1_on(network, learnable_sentences(100, seed=1)) > 85
