"""Layers without global randomness, and the precision that they run in."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import TypeVar

import torch
from torch import nn

from tasks.tagging.parameters import Precision

Layer = TypeVar("Layer", bound=nn.Module)


def autocast(device: torch.device, precision: Precision) -> torch.autocast:
    """Where a network runs in mixed precision, if `precision` asks for that."""
    return torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16")


def bare(layer: Layer) -> Layer:
    """A layer without values: PyTorch's own initialisation would draw from its global state."""
    return layer.to_empty(device="cpu")


def draw_weights(layers: Iterable[tuple[nn.Module, int]], weights: torch.Generator) -> None:
    """Give each layer of some fan its initial weights: uniform within 1/√fan."""
    for layer, fan in layers:
        for parameter in layer.parameters():
            nn.init.uniform_(parameter, -1 / sqrt(fan), 1 / sqrt(fan), generator=weights)
