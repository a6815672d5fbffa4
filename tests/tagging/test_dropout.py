"""Dropout: how much is kept, how it is scaled, and where its masks come from."""

from __future__ import annotations

import pytest
import torch

from tasks.tagging.dropout import dropout

pytestmark = pytest.mark.usefixtures("global_state_untouched")


def masks(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("probability", [0.1, 0.3, 0.5, 0.9])
def test_the_share_that_is_kept_and_its_scale(probability: float) -> None:
    values = torch.full((1000, 500), 3.0)
    dropped = dropout(values, probability, masks())
    kept = dropped != 0
    expected, deviation = 1 - probability, (probability * (1 - probability) / 5e5) ** 0.5
    assert float(kept.float().mean()) == pytest.approx(expected, abs=5 * deviation + 2**-16)
    torch.testing.assert_close(dropped[kept], torch.full_like(dropped[kept], 3.0 / expected))


def test_neighbours_that_share_a_draw_are_independent() -> None:
    kept = (dropout(torch.ones(400_000), 0.5, masks()) != 0).float().view(-1, 4)
    correlation = torch.corrcoef(kept.T)
    assert (correlation - torch.eye(4)).abs().max() < 5 / 1e5**0.5
    assert (kept.mean(0) - 0.5).abs().max() < 5 * 0.5 / 1e5**0.5


@pytest.mark.parametrize("shape", [(1,), (3,), (7, 3), (2, 3, 5)])
def test_any_shape(shape: tuple[int, ...]) -> None:
    dropped = dropout(torch.ones(shape), 0.5, masks())
    assert dropped.shape == shape
    assert set(dropped.flatten().tolist()) <= {0.0, 2.0}


def test_the_same_generator_draws_the_same_masks() -> None:
    values = torch.ones(1000)
    assert dropout(values, 0.5, masks(1)).equal(dropout(values, 0.5, masks(1)))
    assert not dropout(values, 0.5, masks(1)).equal(dropout(values, 0.5, masks(2)))


def test_a_generator_goes_on_drawing() -> None:
    values, generator = torch.ones(1000), masks()
    assert not dropout(values, 0.5, generator).equal(dropout(values, 0.5, generator))


def test_identity_without_a_generator_or_a_probability() -> None:
    values = torch.ones(10)
    assert dropout(values, 0.5, None) is values
    assert dropout(values, 0.0, masks()) is values


def test_gradients_reach_only_what_was_kept() -> None:
    values = torch.ones(1000, requires_grad=True)
    dropped = dropout(values, 0.25, masks())
    dropped.sum().backward()
    assert values.grad is not None
    torch.testing.assert_close(values.grad, dropped.detach())


def test_the_type_stays() -> None:
    dropped = dropout(torch.ones(100, dtype=torch.bfloat16), 0.5, masks())
    assert dropped.dtype == torch.bfloat16
    assert set(dropped.tolist()) == {0.0, 2.0}
