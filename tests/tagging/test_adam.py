"""Adam against PyTorch's own, and rows that do not occur."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import torch

from tasks.tagging.adam import DenseAdam, RowAdam

RATE = 0.01


def gradients(shape: tuple[int, ...], steps: int = 5) -> list[torch.Tensor]:
    generator = np.random.default_rng(0)
    return [torch.from_numpy(generator.normal(size=shape)).float() for _ in range(steps)]


def by_torch(values: torch.Tensor, given: list[torch.Tensor]) -> torch.Tensor:
    parameter = values.clone().requires_grad_()
    reference = torch.optim.Adam([parameter], RATE)
    for gradient in given:
        parameter.grad = gradient.clone()
        reference.step()
    return parameter.detach()


def test_dense_adam_is_torch_s() -> None:
    values = torch.linspace(-1, 1, 12).reshape(4, 3)
    parameter = values.clone().requires_grad_()
    dense = DenseAdam([parameter], RATE)
    given = gradients((4, 3))
    for gradient in given:
        parameter.grad = gradient.clone()
        dense.step()
        assert parameter.grad is None
    torch.testing.assert_close(parameter.detach(), by_torch(values, given))


def test_rows_that_always_occur_move_as_torch_s() -> None:
    table = torch.linspace(-1, 1, 12).reshape(4, 3)
    given = gradients((2, 3))
    expected = by_torch(table[[3, 1]], given)
    rows = RowAdam(table, RATE)
    for gradient in given:
        rows.step(torch.tensor([3, 1]), gradient)
    torch.testing.assert_close(table[[3, 1]], expected)


def test_a_row_that_does_not_occur_stays_and_remembers() -> None:
    table = torch.zeros(2, 1)
    rows = RowAdam(table, RATE)
    rows.step(torch.tensor([0, 1]), torch.ones(2, 1))
    moved = table.clone()
    rows.step(torch.tensor([0]), torch.ones(1, 1))
    assert table[1] == moved[1] != 0
    assert table[0] < moved[0]
    rows.step(torch.tensor([1]), torch.zeros(1, 1))
    assert table[1] < moved[1]  # its first moment is still there


def test_it_does_not_load_the_compiler() -> None:
    code = (
        "import sys, torch\n"
        "from tasks.tagging.adam import DenseAdam\n"
        "parameter = torch.ones(3, requires_grad=True)\n"
        "parameter.sum().backward()\n"
        "DenseAdam([parameter], 0.1).step()\n"
        "assert 'torch._dynamo' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
