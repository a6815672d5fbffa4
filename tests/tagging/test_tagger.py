"""The BiLSTM tagger: padding has no influence, PyTorch's own BiLSTM agrees, weights are seeded."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_networks import (
    CPU,
    TAGS,
    WORDS,
    random_sentences,
    same_weights,
    tiny_network,
    weights_of,
)
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tasks.tagging.batching import make_batch
from tasks.tagging.encoding import EncodedSentences
from tasks.tagging.tagger import BiLSTMTagger, TaggerOutput


def run(network: BiLSTMTagger, sentences: EncodedSentences, chosen: list[int]) -> TaggerOutput:
    batch = make_batch(sentences, np.array(chosen), CPU)
    with torch.no_grad():
        return network(torch.from_numpy(sentences.words)[batch.positions], batch)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 15), min_size=2, max_size=6))
def test_a_sentence_reads_the_same_alone_and_beside_longer_ones(lengths: list[int]) -> None:
    network, sentences = tiny_network(), random_sentences(lengths)
    together = run(network, sentences, list(range(len(lengths))))
    for sentence, length in enumerate(lengths):
        alone = run(network, sentences, [sentence])
        for mine, ours in zip(alone, together, strict=True):
            torch.testing.assert_close(mine[:, 0], ours[:length, sentence], atol=1e-6, rtol=1e-5)


def test_whatever_stands_in_the_padding_changes_no_bit() -> None:
    network, sentences = tiny_network(), random_sentences([7, 2, 5, 1])
    batch = make_batch(sentences, np.arange(4), CPU)
    words = torch.from_numpy(sentences.words)[batch.positions]
    with torch.no_grad():
        clean = network(words, batch)
        network.embedding.weight[0] = torch.nan
        poisoned = network(torch.where(batch.mask, words, 0), batch)
    for before, after in zip(clean, poisoned, strict=True):
        assert torch.equal(before[batch.mask], after[batch.mask])
    assert poisoned.logits[~batch.mask].isnan().all()


def test_no_gradient_reaches_the_padding() -> None:
    network, sentences = tiny_network(), random_sentences([7, 2, 5, 1])
    batch = make_batch(sentences, np.arange(4), CPU)
    words = torch.from_numpy(sentences.words)[batch.positions]
    output = network(torch.where(batch.mask, words, 0), batch)
    output.logits[batch.mask].square().sum().backward()
    gradient = network.embedding.weight.grad
    assert gradient is not None
    assert not gradient[0].any()
    assert gradient[sentences.words].any(dim=1).all()


@settings(max_examples=10)
@given(st.lists(st.integers(1, 15), min_size=1, max_size=6), st.integers(0, 5))
def test_equals_the_bidirectional_lstm_of_pytorch(lengths: list[int], seed: int) -> None:
    network, sentences = tiny_network(seed), random_sentences(lengths, seed)
    oracle = nn.LSTM(6, 4, bidirectional=True)
    weights = {name: value.data for name, value in network.forward_lstm.named_parameters()}
    backward = network.backward_lstm.named_parameters()
    weights |= {f"{name}_reverse": value.data for name, value in backward}
    oracle.load_state_dict(weights)

    batch = make_batch(sentences, np.arange(len(lengths)), CPU)
    words = torch.from_numpy(sentences.words)[batch.positions]
    with torch.no_grad():
        packed = pack_padded_sequence(network.embedding(words), lengths, enforce_sorted=False)
        expected, _ = pad_packed_sequence(oracle(packed)[0])
        output = network(words, batch)

    torch.testing.assert_close(output.states[batch.mask], expected[batch.mask])
    logits = network.output(expected)
    torch.testing.assert_close(output.logits[batch.mask], logits[batch.mask])
    assert output.encoder_states is output.states


def test_shapes() -> None:
    output = run(tiny_network(), random_sentences([4, 3]), [0, 1])
    assert output.logits.shape == (4, 2, TAGS)
    assert output.states.shape == (4, 2, 8)


@pytest.mark.usefixtures("global_state_untouched")
def test_building_a_network_leaves_the_global_random_state_alone() -> None:
    tiny_network()


def test_initial_weights_come_from_the_generator_alone() -> None:
    torch.manual_seed(1)
    first = weights_of(tiny_network(seed=3))
    torch.manual_seed(2)
    assert same_weights(first, weights_of(tiny_network(seed=3)))
    other = weights_of(tiny_network(seed=4))
    assert [name for name in first if torch.equal(first[name], other[name])] == ["embedding.weight"]


def test_initial_weights_are_uniform_within_one_over_the_root_of_the_fan() -> None:
    network = tiny_network(dimension=30, hidden_size=64)
    for layer, fan in (
        (network.forward_lstm, 64),
        (network.backward_lstm, 64),
        (network.output, 128),
    ):
        values = torch.cat([parameter.detach().flatten() for parameter in layer.parameters()])
        assert values.abs().max() <= fan**-0.5
        assert float(values.std()) == pytest.approx((3 * fan) ** -0.5, rel=0.1)
    ahead, back = network.forward_lstm.weight_hh_l0, network.backward_lstm.weight_hh_l0
    assert not torch.equal(ahead, back)


def test_the_embedding_is_a_copy_of_the_vectors() -> None:
    vectors = torch.arange(float(WORDS * 3)).view(WORDS, 3)
    network = BiLSTMTagger(vectors, TAGS, 2, 0.5, torch.Generator().manual_seed(0))
    assert torch.equal(network.embedding.weight, vectors)
    assert network.embedding.weight.requires_grad
    with torch.no_grad():
        network.embedding.weight.zero_()
    assert vectors.any()


def test_dropout_acts_on_the_embeddings_and_on_the_output_of_the_encoder() -> None:
    network, sentences = tiny_network(), random_sentences([6])
    batch = make_batch(sentences, np.arange(1), CPU)
    words = torch.from_numpy(sentences.words)[batch.positions]

    def passed(seed: int | None) -> TaggerOutput:
        with torch.no_grad():
            masks = None if seed is None else torch.Generator().manual_seed(seed)
            return network(words, batch, masks)

    plain, noisy = passed(None), passed(1)
    assert not torch.allclose(noisy.states, plain.states)
    with torch.no_grad():
        torch.testing.assert_close(network.output(plain.states), plain.logits)
        assert not torch.allclose(network.output(noisy.states), noisy.logits)
    assert torch.equal(noisy.logits, passed(1).logits)
    assert not torch.equal(noisy.logits, passed(2).logits)


def test_without_a_probability_masks_do_nothing() -> None:
    network, sentences = tiny_network(dropout=0.0), random_sentences([6])
    batch = make_batch(sentences, np.arange(1), CPU)
    words = torch.from_numpy(sentences.words)[batch.positions]
    with torch.no_grad():
        masked = network(words, batch, torch.Generator().manual_seed(0))
        assert torch.equal(masked.logits, network(words, batch).logits)
