"""The BiLSTM tagger: PyTorch's own BiLSTM agrees, its weights are drawn as they are said to be."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_networks import CPU, TAGS, WORDS, inputs_of, random_sentences, tiny_network
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tasks.tagging.batching import make_batch
from tasks.tagging.networks.build import build_network
from tasks.tagging.parameters import NetworkParameters


@settings(max_examples=10)
@given(st.lists(st.integers(1, 15), min_size=1, max_size=6), st.integers(0, 5))
def test_equals_the_bidirectional_lstm_of_pytorch(lengths: list[int], seed: int) -> None:
    network, sentences = tiny_network(seed), random_sentences(lengths, seed)
    oracle = nn.LSTM(6, 4, bidirectional=True)
    weights = {name: value.data for name, value in network.encoder.forward_lstm.named_parameters()}
    backward = network.encoder.backward_lstm.named_parameters()
    weights |= {f"{name}_reverse": value.data for name, value in backward}
    oracle.load_state_dict(weights)

    batch = make_batch(sentences, np.arange(len(lengths)), CPU)
    words = torch.from_numpy(sentences.words)[batch.positions]
    with torch.no_grad():
        packed = pack_padded_sequence(network.embedding(words), lengths, enforce_sorted=False)
        expected, _ = pad_packed_sequence(oracle(packed)[0])
        output = network(inputs_of(network, sentences, batch))

    torch.testing.assert_close(output.states[batch.mask], expected[batch.mask])
    logits = network.output(expected)
    torch.testing.assert_close(output.logits[batch.mask], logits[batch.mask])
    assert output.encoder_states is output.states


def test_initial_weights_are_uniform_within_one_over_the_root_of_the_fan() -> None:
    network = tiny_network(dimension=30, hidden_size=64)
    for layer, fan in (
        (network.encoder.forward_lstm, 64),
        (network.encoder.backward_lstm, 64),
        (network.output, 128),
    ):
        values = torch.cat([parameter.detach().flatten() for parameter in layer.parameters()])
        assert values.abs().max() <= fan**-0.5
        assert float(values.std()) == pytest.approx((3 * fan) ** -0.5, rel=0.1)
    encoder = network.encoder
    assert not torch.equal(encoder.forward_lstm.weight_hh_l0, encoder.backward_lstm.weight_hh_l0)


def test_the_embedding_is_a_copy_of_the_vectors() -> None:
    vectors = torch.arange(float(WORDS * 3)).view(WORDS, 3)
    weights = torch.Generator().manual_seed(0)
    network = build_network("tagger", NetworkParameters(2, 0.5), vectors, TAGS, weights)
    assert torch.equal(network.embedding.weight, vectors)
    assert network.embedding.weight.requires_grad
    with torch.no_grad():
        network.embedding.weight.zero_()
    assert vectors.any()


def test_dropout_acts_on_the_embeddings_and_on_the_output_of_the_encoder() -> None:
    network, sentences = tiny_network(), random_sentences([6])
    inputs = inputs_of(network, sentences, make_batch(sentences, np.arange(1), CPU))
    with torch.no_grad():
        plain, noisy = network(inputs), network(inputs, torch.Generator().manual_seed(1))
        assert not torch.allclose(noisy.states, plain.states)
        torch.testing.assert_close(network.output(plain.states), plain.logits)
        assert not torch.allclose(network.output(noisy.states), noisy.logits)
