"""What every network has in common: what it says of a batch, and what its tags are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

import torch
from torch import nn

from tasks.tagging.networks.encoder import Encoder
from tasks.tagging.networks.inputs import Inputs

PADDING = -1
"""The tag of a position that trains nothing."""


class NetworkOutput(NamedTuple):
    """What a network says about a batch; padding positions hold nothing of meaning.

    Attributes
    ----------
    logits : [time, sentences, tags]
    states : [time, sentences, state size]
        h_t of Kim (2020), equation 4: the state that the last linear layer reads.
    encoder_states : [time, sentences, encoder size]
        The encoder's output, which Core-set averages.
    """

    logits: torch.Tensor
    states: torch.Tensor
    encoder_states: torch.Tensor


class Network(nn.Module, ABC):
    """A network whose last layer is linear, with independent tags unless it says otherwise.

    Attributes
    ----------
    embedding : nn.Embedding
        Word vectors, fine-tuned in training; row 0 is the unknown word.
    output : nn.Linear
        From a state to the tags' logits.
    encoder : Encoder
        Reads the words.
    encoder_size : int
        Width of the encoder's output.
    """

    embedding: nn.Embedding
    encoder: Encoder
    output: nn.Linear
    encoder_size: int

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.embedding.weight.device

    @abstractmethod
    def forward(self, inputs: Inputs, masks: torch.Generator | None = None) -> NetworkOutput:
        """Read a batch; `masks` draws the dropout masks, without it there is no dropout."""

    def loss(self, logits: torch.Tensor, tags: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Mean over words of the negative log-likelihood of the gold `tags` [time, sentences]."""
        # Selecting the words instead of marking the padding would make a GPU's host wait.
        targets = torch.where(mask, tags, PADDING)
        return nn.functional.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=PADDING
        )

    def log_probabilities(self, logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:  # noqa: ARG002
        """Of every tag at every position; shape [time, sentences, tags]."""
        return torch.log_softmax(logits, dim=-1)

    def tags(self, logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:  # noqa: ARG002
        """The predicted tags; shape [time, sentences]."""
        return logits.argmax(-1)
