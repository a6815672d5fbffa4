"""Predictions as arrays: rows in the order asked for, probabilities, means, tags."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_networks import CPU, INVENTORY, TAGS, inputs_of, random_sentences, tiny_network

from tasks.tagging.batching import make_batch, scoring_order
from tasks.tagging.encoding import EncodedSentences
from tasks.tagging.prediction import (
    TrainedModel,
    predict,
    predict_tag_indices,
    predict_tags,
    predict_with_dropout,
)

NETWORK = tiny_network()
pytestmark = pytest.mark.usefixtures("global_state_untouched")


@settings(max_examples=25)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=12), st.data())
def test_rows_stand_in_the_order_asked_for(lengths: list[int], data: st.DataObject) -> None:
    sentences = random_sentences(lengths)
    ids = st.integers(0, len(lengths) - 1)
    chosen = np.array(data.draw(st.lists(ids, min_size=1, unique=True)))

    asked = predict(NETWORK, sentences, chosen)

    assert np.diff(asked.offsets).tolist() == [lengths[sentence] for sentence in chosen]
    for place, sentence in enumerate(chosen):
        rows = slice(asked.offsets[place], asked.offsets[place + 1])
        batch = make_batch(sentences, np.array([sentence]), CPU)
        with torch.no_grad():
            alone = NETWORK(inputs_of(NETWORK, sentences, batch))
        expected = torch.log_softmax(alone.logits[:, 0], -1)
        np.testing.assert_allclose(asked.log_probabilities[rows], expected, atol=1e-5)
        np.testing.assert_allclose(asked.states[rows], alone.states[:, 0], atol=1e-5)
        mean = alone.encoder_states[:, 0].mean(0)
        np.testing.assert_allclose(asked.encoder_means[place], mean, atol=1e-5)


def test_more_sentences_than_one_batch_holds() -> None:
    lengths = np.random.default_rng(0).integers(10, 60, 400)
    assert len(list(scoring_order(lengths))) > 1
    sentences = random_sentences(lengths.tolist())
    chosen = np.random.default_rng(1).permutation(400)

    asked = predict(NETWORK, sentences, chosen)
    in_order = predict(NETWORK, sentences, np.arange(400))

    assert asked.log_probabilities.shape == (lengths.sum(), TAGS)
    np.testing.assert_allclose(np.exp(asked.log_probabilities).sum(1), 1, atol=1e-5)
    np.testing.assert_allclose(asked.encoder_means, in_order.encoder_means[chosen], atol=1e-5)
    sums = np.add.reduceat(asked.states, asked.offsets[:-1])
    np.testing.assert_allclose(asked.encoder_means, sums / lengths[chosen][:, None], atol=1e-5)
    for array in (asked.log_probabilities, asked.states, asked.encoder_means):
        assert array.dtype == np.float32
        assert np.isfinite(array).all()


def test_dropout_is_off_and_no_gradient_is_kept() -> None:
    sentences = random_sentences([5, 9])
    first, second = (predict(NETWORK, sentences, np.arange(2)) for _ in range(2))
    np.testing.assert_array_equal(first.log_probabilities, second.log_probabilities)
    assert all(parameter.grad is None for parameter in NETWORK.parameters())


def test_nothing_asked_for() -> None:
    asked = predict(NETWORK, random_sentences([5, 9]), np.array([], dtype=np.int64))
    assert asked.offsets.tolist() == [0]
    assert asked.log_probabilities.shape == (0, TAGS)
    assert asked.encoder_means.shape == (0, 8)


def test_tags_are_the_most_probable_ones_of_every_word() -> None:
    lengths = [7, 1, 12, 3]
    sentences = random_sentences(lengths)
    tags = predict_tags(NETWORK, sentences, INVENTORY)
    assert [len(sentence) for sentence in tags] == lengths
    best = predict(NETWORK, sentences, np.arange(4)).log_probabilities.argmax(1)
    assert [tag for sentence in tags for tag in sentence] == [INVENTORY[index] for index in best]


@pytest.mark.parametrize("options", [{}, {"characters": True}, {"architecture": "encoder_decoder"}])
def test_passes_follow_the_law_of_masks_drawn_for_every_token(options: dict[str, Any]) -> None:
    network = tiny_network(**options)
    words = np.array([3, 3, 5, 3, 7, 5])  # the same words again and again, in one sentence
    sentences = EncodedSentences(words, np.zeros(6, dtype=np.int64), np.array([0, 6]), words)
    many = 6000
    masks = torch.Generator().manual_seed(3)
    told = predict_with_dropout(network, sentences, np.array([0]), many, masks)

    # Side by side in one batch, every copy of the sentence has masks of its own.
    copies = EncodedSentences(
        np.tile(words, many), np.zeros(6 * many), 6 * np.arange(many + 1), np.tile(words, many)
    )
    batch = make_batch(copies, np.arange(many), CPU)
    with torch.no_grad():
        logits = network(inputs_of(network, copies, batch), torch.Generator().manual_seed(4)).logits
    logs = logits.log_softmax(-1)
    shares = logs.exp()
    means = shares.mean(1)
    errors = (2 * shares.var(1) / many) ** 0.5
    assert np.abs(told.mean_probabilities - means.numpy()).max() < 5 * errors.max()
    entropies = -(shares * logs).sum(-1)
    spread = (2 * entropies.var(1) / many) ** 0.5
    assert np.abs(told.mean_entropies - entropies.mean(1).numpy()).max() < 5 * spread.max()
    # Tags of two places with the same word agree as often as they should.
    tags = logits.argmax(-1).numpy()
    expected = np.mean(tags[0] == tags[1])
    assert np.mean(told.tags[:, 0] == told.tags[:, 1]) == pytest.approx(expected, abs=0.04)


def test_rows_stand_in_the_order_asked_for_under_dropout() -> None:
    network, sentences = tiny_network(dropout=0.0), random_sentences([5, 9, 2])
    told = predict_with_dropout(network, sentences, np.array([2, 0, 1]), 2, torch.Generator())
    plain = predict(network, sentences, np.array([2, 0, 1]))
    assert told.offsets.tolist() == [0, 2, 7, 16]
    np.testing.assert_array_equal(told.tags, [plain.log_probabilities.argmax(1)] * 2)
    probabilities = np.exp(plain.log_probabilities)
    np.testing.assert_allclose(told.mean_probabilities, probabilities, atol=1e-5)
    entropies = -(probabilities * plain.log_probabilities).sum(1)
    np.testing.assert_allclose(told.mean_entropies, entropies, atol=1e-5)


def test_without_dropout_every_pass_says_the_same() -> None:
    network, sentences = tiny_network(dropout=0.0), random_sentences([5, 9])
    model = TrainedModel(network, sentences)
    told = model.passes(np.arange(2), 3, np.random.default_rng(0))
    plain = model.outputs(np.arange(2))
    assert (told.tags == plain.log_probabilities.argmax(1)).all()
    np.testing.assert_allclose(told.mean_probabilities, np.exp(plain.log_probabilities), atol=1e-6)


def test_the_generator_decides_the_passes_and_moves_on() -> None:
    model = TrainedModel(NETWORK, random_sentences([5, 9, 12]))
    generator = np.random.default_rng(1)
    first, second = (model.passes(np.arange(3), 5, generator) for _ in range(2))
    again = model.passes(np.arange(3), 5, np.random.default_rng(1))
    np.testing.assert_array_equal(first.mean_probabilities, again.mean_probabilities)
    assert not np.array_equal(first.mean_probabilities, second.mean_probabilities)


def test_passes_may_run_in_mixed_precision() -> None:
    sentences, chosen = random_sentences([5, 9, 12]), np.arange(3)
    exact, mixed = (
        TrainedModel(NETWORK, sentences, precision).passes(chosen, 50, np.random.default_rng(1))
        for precision in ("float32", "bfloat16")
    )
    np.testing.assert_allclose(mixed.mean_probabilities, exact.mean_probabilities, atol=0.02)
    assert not np.array_equal(mixed.mean_probabilities, exact.mean_probabilities)


def test_a_crf_tags_by_the_best_sequence_and_tells_marginals() -> None:
    network, sentences = tiny_network(crf=True), random_sentences([6, 3])
    with torch.no_grad():
        network.crf.transitions.normal_(0, 3, generator=torch.Generator().manual_seed(0))
    told = predict(network, sentences, np.arange(2))
    np.testing.assert_allclose(np.exp(told.log_probabilities).sum(1), 1, atol=1e-5)
    batch = make_batch(sentences, np.arange(2), CPU)
    with torch.no_grad():
        logits = network(inputs_of(network, sentences, batch)).logits
    best = network.crf.best_tags(logits, batch.mask).T[batch.mask.T]
    assert predict_tag_indices(network, sentences).tolist() == best.tolist()
