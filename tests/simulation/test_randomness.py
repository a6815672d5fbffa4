"""Generators: one for each (seed, round, purpose), the same every time, and no other source."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import torch

from tasks.simulation.randomness import generator, torch_generator

PURPOSES = ("initial pool", "weights", "word vectors", "batches", "dropout", "query")
KEYS = list(product(range(4), range(4), PURPOSES))


def test_every_seed_round_and_purpose_has_a_stream_of_its_own() -> None:
    drawn = {key: generator(*key).integers(2**62) for key in KEYS}
    assert len(set(drawn.values())) == len(KEYS)
    drawn = {key: torch_generator(*key).initial_seed() for key in KEYS}
    assert len(set(drawn.values())) == len(KEYS)


def test_the_same_key_gives_the_same_stream() -> None:
    for key in KEYS[:10]:
        assert generator(*key).random(5).tolist() == generator(*key).random(5).tolist()
        first, second = (torch.rand(5, generator=torch_generator(*key)) for _ in range(2))
        assert first.equal(second)


def test_streams_stay_what_they_were_in_earlier_versions() -> None:
    assert generator(0, 0, "initial pool").permutation(8).tolist() == [6, 2, 5, 3, 0, 4, 1, 7]
    assert torch_generator(3, 2, "dropout").initial_seed() == 2712170467285650759


def test_streams_do_not_move_the_global_state() -> None:
    python, pytorch = random.getstate(), torch.random.get_rng_state()
    numpy = np.random.get_state()[1].tolist()  # noqa: NPY002
    generator(1, 2, "query").random()
    torch.rand(1, generator=torch_generator(1, 2, "dropout"))
    assert random.getstate() == python
    assert torch.random.get_rng_state().equal(pytorch)
    assert np.random.get_state()[1].tolist() == numpy  # noqa: NPY002
