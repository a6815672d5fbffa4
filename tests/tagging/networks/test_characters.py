"""Character features: against a loop over windows, and what a word's spelling changes."""

from __future__ import annotations

import numpy as np
import torch

from tasks.tagging.networks.characters import DIMENSION, FILTERS, CharacterFeatures
from tasks.tagging.spelling import alphabet_of, spell

WORDS = ("a", "ab", "cab", "abcabca", "bb", "zzz")
SPELLINGS = spell(WORDS, alphabet_of(WORDS[:5]))


def features() -> CharacterFeatures:
    return CharacterFeatures(SPELLINGS, torch.Generator().manual_seed(0))


def test_each_filters_strongest_answer_anywhere_in_the_word() -> None:
    network = features()
    weights, bias = network.filters.weight, network.filters.bias
    assert bias is not None
    forms = torch.tensor([[2, 3], [0, 5]])
    with torch.no_grad():
        told = network(forms)
        assert told.shape == (2, 2, FILTERS)
        for place in np.ndindex(2, 2):
            row = SPELLINGS.codes[int(forms[place])]
            vectors = [network.vectors.weight[code] for code in row if code]
            ends = [torch.zeros(DIMENSION)]
            padded = ends + vectors + ends
            windows = [torch.stack(padded[i : i + 3], 1) for i in range(len(vectors))]
            answers = torch.stack([(weights * window).sum((1, 2)) + bias for window in windows])
            torch.testing.assert_close(told[place], answers.amax(0))


def test_a_words_features_do_not_depend_on_the_words_beside_it() -> None:
    network = features()
    with torch.no_grad():
        together = network(torch.arange(6))
        for word in range(6):
            torch.testing.assert_close(network(torch.tensor([word]))[0], together[word])


def test_every_weight_learns() -> None:
    network = features()
    network(torch.arange(6)).square().sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
    gradient = network.vectors.weight.grad
    assert gradient is not None
    assert not gradient[0].any()
    assert gradient[1:].any(dim=1).all()
