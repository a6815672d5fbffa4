"""What the tests of networks share: one thread, as a simulation has, and an eye on global state."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
import torch


@pytest.fixture(autouse=True, scope="package")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def global_state_untouched() -> Iterator[None]:
    """Fail when the test moved a global random state: PyTorch's, NumPy's or Python's."""
    python, numpy, pytorch = random.getstate(), np.random.get_state(), torch.random.get_rng_state()  # noqa: NPY002
    yield
    assert random.getstate() == python
    for now, before in zip(np.random.get_state(), numpy, strict=True):  # noqa: NPY002
        np.testing.assert_array_equal(now, before)
    assert torch.equal(torch.random.get_rng_state(), pytorch)
