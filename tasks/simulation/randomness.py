"""Generators derived from (seed, round, purpose): the only source of randomness."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import torch


def generator(seed: int, round_: int, purpose: str) -> np.random.Generator:
    """A NumPy generator of its own for one purpose in one round of one seed.

    The strategy is no part of the derivation: within a seed all strategies share the initial
    pool, the initial weights, the batches' shuffling and the dropout seeds of a round.
    """
    return np.random.default_rng(_sequence(seed, round_, purpose))


def torch_generator(
    seed: int, round_: int, purpose: str, device: torch.device | str = "cpu"
) -> torch.Generator:
    """The same for PyTorch, on `device`."""
    state = int(_sequence(seed, round_, purpose).generate_state(1, np.uint64)[0])
    return torch.Generator(device).manual_seed(state)


def _sequence(seed: int, round_: int, purpose: str) -> np.random.SeedSequence:
    return np.random.SeedSequence([seed, round_, crc32(purpose.encode())])
