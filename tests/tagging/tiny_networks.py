"""Small networks, and sentences made of numbers, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import torch

from tasks.tagging.batching import Batch, forms_of
from tasks.tagging.encoding import EncodedSentences
from tasks.tagging.f1 import entity_score
from tasks.tagging.networks.build import build_network
from tasks.tagging.networks.inputs import Inputs
from tasks.tagging.networks.network import Network
from tasks.tagging.parameters import Architecture, NetworkParameters
from tasks.tagging.prediction import predict_tags
from tasks.tagging.spelling import alphabet_of, spell

CPU = torch.device("cpu")
WORDS, TAGS = 12, 5
SPELT = ("", *"abcdefghi", "no", "sunday")
INVENTORY = ("B-city", "B-day", "I-city", "I-day", "O")


def random_sentences(lengths: Sequence[int], seed: int = 0) -> EncodedSentences:
    """Sentences of these lengths, of random words 1 … 11 and random tags."""
    generator = np.random.default_rng(seed)
    return EncodedSentences(
        words=(words := generator.integers(1, WORDS, sum(lengths))),
        tags=generator.integers(0, TAGS, sum(lengths)),
        offsets=np.cumsum([0, *lengths]),
        forms=words,
    )


def learnable_sentences(count: int, seed: int = 0) -> EncodedSentences:
    """Sentences in which words 1 … 3 are no entity, 4 … 7 make cities and 8 … 11 days.

    Whether a word begins its entity or goes on with it depends on the word before.
    """
    generator = np.random.default_rng(seed)
    lengths = generator.integers(2, 9, count)
    words = generator.integers(1, WORDS, lengths.sum())
    offsets = np.cumsum([0, *lengths])
    types = np.select([words < 4, words < 8], ["", "city"], "day")
    tags = []
    for position, type_ in enumerate(types):
        inside = position not in offsets and types[position - 1] == type_
        tags.append(f"{'I' if inside else 'B'}-{type_}" if type_ else "O")
    gold = np.array([INVENTORY.index(tag) for tag in tags])
    return EncodedSentences(words, gold, offsets, forms=words)


def tiny_network(
    seed: int = 0,
    dimension: int = 6,
    hidden_size: int = 4,
    dropout: float = 0.5,
    architecture: Architecture = "tagger",
    **options: Any,
) -> Any:
    """An untrained network with word vectors of its own, and spellings where it wants them."""
    vectors = np.random.default_rng(99).standard_normal((WORDS, dimension), dtype=np.float32)
    return build_network(
        architecture,
        NetworkParameters(hidden_size, dropout, **options),
        torch.from_numpy(vectors),
        TAGS,
        torch.Generator().manual_seed(seed),
        spell(SPELT, alphabet_of(SPELT)),
    )


def inputs_of(
    network: Network, sentences: EncodedSentences, batch: Batch, gold: bool = False
) -> Inputs:
    """What the network reads of a batch, with the `gold` tags or without."""
    words = torch.from_numpy(sentences.words)[batch.positions]
    tags = torch.from_numpy(sentences.tags)[batch.positions]
    return Inputs(
        batch,
        words,
        network.embedding.weight,
        forms_of(sentences, batch),
        tags if gold else None,
    )


def tags_of(sentences: EncodedSentences) -> list[list[str]]:
    """The gold tags as strings."""
    names = [INVENTORY[tag] for tag in sentences.tags]
    bounds = sentences.offsets.tolist()
    return [names[start:stop] for start, stop in pairwise(bounds)]


def f1_on(network: Network, sentences: EncodedSentences) -> float:
    """Entity F1 of the network on these sentences."""
    return entity_score(tags_of(sentences), predict_tags(network, sentences, INVENTORY)).f1


def weights_of(network: Network) -> dict[str, torch.Tensor]:
    """A copy of all weights."""
    return {name: value.detach().clone() for name, value in network.state_dict().items()}


def same_weights(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    """Whether all weights agree in every bit."""
    return all(torch.equal(first[name], second[name]) for name in first | second)
