"""The BiLSTM tagger: encoder, then a linear layer, then a softmax or a CRF over tags."""

from __future__ import annotations

import torch
from torch import nn

from tasks.tagging.dropout import dropout
from tasks.tagging.networks.crf import ConditionalRandomField
from tasks.tagging.networks.encoder import Encoder
from tasks.tagging.networks.inputs import Inputs
from tasks.tagging.networks.layers import bare, draw_weights
from tasks.tagging.networks.network import Network, NetworkOutput


class BiLSTMTagger(Network):
    """A word's tag from the encoder's state at that word.

    Parameters
    ----------
    embedding : nn.Embedding
        Word vectors.
    encoder : Encoder
    tags : int
        Size of the tag inventory.
    weights : torch.Generator
        Draws the initial weights.
    crf : bool
        Whether neighbouring tags depend on each other: a linear-chain CRF on top.
    """

    def __init__(
        self,
        embedding: nn.Embedding,
        encoder: Encoder,
        tags: int,
        weights: torch.Generator,
        crf: bool = False,
    ) -> None:
        super().__init__()
        self.embedding = embedding
        self.encoder = encoder
        self.encoder_size = encoder.size
        self.output = bare(nn.Linear(encoder.size, tags, device="meta"))
        draw_weights([(self.output, encoder.size)], weights)
        self.crf = ConditionalRandomField(tags) if crf else None

    def forward(self, inputs: Inputs, masks: torch.Generator | None = None) -> NetworkOutput:
        """Tag a batch, words independently of each other but for the CRF."""
        states = self.encoder(inputs, masks)
        logits = self.output(dropout(states, self.encoder.dropout, masks))
        return NetworkOutput(logits, states, states)

    def loss(self, logits: torch.Tensor, tags: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Mean over words; with a CRF of the whole sequences' negative log-likelihood."""
        if self.crf is None:
            return super().loss(logits, tags, mask)
        return -self.crf.log_likelihood(logits, tags, mask).sum() / mask.sum()

    def log_probabilities(self, logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Of every tag; with a CRF the marginals."""
        if self.crf is None:
            return super().log_probabilities(logits, mask)
        return self.crf.log_marginals(logits, mask)

    def tags(self, logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The predicted tags; with a CRF the most probable sequence."""
        if self.crf is None:
            return super().tags(logits, mask)
        return self.crf.best_tags(logits, mask)
