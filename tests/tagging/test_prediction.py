"""Predictions as arrays: rows in the order asked for, probabilities, means, tags."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_networks import CPU, INVENTORY, TAGS, random_sentences, tiny_network

from tasks.tagging.batching import make_batch, scoring_order
from tasks.tagging.prediction import predict, predict_tags

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
            alone = NETWORK(torch.from_numpy(sentences.words)[batch.positions], batch)
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
