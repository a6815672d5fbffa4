"""The encoder–decoder: against a loop written out step by step, and what it may not see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from tiny_networks import CPU, TAGS, inputs_of, random_sentences, tiny_network
from torch import nn

from tasks.tagging.batching import make_batch

LENGTHS = [6, 3, 5, 1]
SENTENCES = random_sentences(LENGTHS)
BATCH = make_batch(SENTENCES, np.arange(4), CPU)


@pytest.fixture
def network() -> Any:
    return tiny_network(
        seed=2, architecture="encoder_decoder", decoder_size=5, tag_dimension=3, hidden_size=4
    )


def step_by_step(network: Any, sentence: int, forced: list[int] | None) -> tuple[Any, list[int]]:
    """States and tags of one sentence, by PyTorch's LSTM cell."""
    cell = nn.LSTMCell(8 + 3, 5)
    weights = network.decoder.state_dict().items()
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in weights})
    alone = make_batch(SENTENCES, np.array([sentence]), CPU)
    encoded = network.encoder(inputs_of(network, SENTENCES, alone), None)[:, 0]
    memory, before, states, tags = None, TAGS, [], []
    for step, focus in enumerate(encoded):
        read = torch.cat([focus, network.tag_embedding.weight[before]])
        memory = cell(read[None], memory)
        states.append(memory[0][0])
        tags.append(int(network.output(states[-1]).argmax()))
        before = tags[-1] if forced is None else forced[step]
    return torch.stack(states), tags


@pytest.mark.parametrize("gold", [False, True], ids=["greedy", "forced"])
def test_equals_a_loop_written_out(network: Any, gold: bool) -> None:
    with torch.no_grad():
        output = network(inputs_of(network, SENTENCES, BATCH, gold=gold))
        for sentence, length in enumerate(LENGTHS):
            begin = SENTENCES.offsets[sentence]
            forced = SENTENCES.tags[begin : begin + length].tolist() if gold else None
            states, tags = step_by_step(network, sentence, forced)
            torch.testing.assert_close(output.states[:length, sentence], states)
            assert output.logits[:length, sentence].argmax(-1).tolist() == tags


def test_forced_with_its_own_tags_it_says_the_same_as_greedily(network: Any) -> None:
    inputs = inputs_of(network, SENTENCES, BATCH)
    with torch.no_grad():
        greedy = network(inputs)
        forced = network(inputs._replace(tags=greedy.logits.argmax(-1)))
    torch.testing.assert_close(forced.logits[BATCH.mask], greedy.logits[BATCH.mask])


def test_a_gold_tag_is_told_to_later_words_only(network: Any) -> None:
    inputs = inputs_of(network, SENTENCES, BATCH, gold=True)
    assert inputs.tags is not None
    changed = inputs.tags.clone()
    changed[2, 0] = (changed[2, 0] + 1) % TAGS
    with torch.no_grad():
        before, after = network(inputs).logits, network(inputs._replace(tags=changed)).logits
    assert torch.equal(before[:3, 0], after[:3, 0])
    assert not torch.equal(before[3, 0], after[3, 0])
    assert torch.equal(before[:, 1], after[:, 1])


@pytest.mark.parametrize("gold", [False, True], ids=["greedy", "forced"])
def test_dropout_acts_on_tags_and_on_the_decoders_output_too(network: Any, gold: bool) -> None:
    inputs = inputs_of(network, SENTENCES, BATCH, gold=gold)
    encoded = torch.zeros(6, 4, 8)
    network.encoder.forward = lambda *_: encoded  # what is left is the decoder's own dropout
    with torch.no_grad():
        plain, noisy = network(inputs), network(inputs, torch.Generator().manual_seed(1))
        assert not torch.allclose(noisy.states, plain.states)
        assert not torch.allclose(network.output(noisy.states), noisy.logits)
