"""The encoder–decoder with focus: a decoder that reads each word's state and the tag before it."""

from __future__ import annotations

import torch
from torch import nn

from tasks.tagging.dropout import dropout
from tasks.tagging.networks.encoder import Encoder
from tasks.tagging.networks.inputs import Inputs
from tasks.tagging.networks.layers import bare, draw_weights
from tasks.tagging.networks.network import Network, NetworkOutput


class EncoderDecoder(Network):
    """A word's tag from an LSTM over the encoder's states, aligned word by word, and earlier tags.

    In training the tag before is the gold one (teacher forcing); else the predicted one (greedy).

    Parameters
    ----------
    embedding : nn.Embedding
        Word vectors.
    encoder : Encoder
    tags : int
        Size of the tag inventory.
    weights : torch.Generator
        Draws the initial weights.
    decoder_size : int
        Hidden units of the decoder, which begins at zero.
    tag_dimension : int
        Of the embedding of the tag before.

    References
    ----------
    Zhu & Yu (2017), Encoder-decoder with focus-mechanism for sequence labelling based spoken
    language understanding, section 3.2.
    """

    def __init__(
        self,
        embedding: nn.Embedding,
        encoder: Encoder,
        tags: int,
        weights: torch.Generator,
        decoder_size: int = 100,
        tag_dimension: int = 100,
    ) -> None:
        super().__init__()
        self.embedding = embedding
        self.encoder = encoder
        self.encoder_size = encoder.size
        self.start = tags  # the row of the tag before the first word
        self.tag_embedding = bare(nn.Embedding(tags + 1, tag_dimension, device="meta"))
        self.decoder = bare(nn.LSTM(encoder.size + tag_dimension, decoder_size, device="meta"))
        self.output = bare(nn.Linear(decoder_size, tags, device="meta"))
        draw_weights(
            [
                (self.tag_embedding, tag_dimension),
                (self.decoder, decoder_size),
                (self.output, decoder_size),
            ],
            weights,
        )

    def forward(self, inputs: Inputs, masks: torch.Generator | None = None) -> NetworkOutput:
        """Tag a batch; with `inputs.tags` every word is told the gold tag before it."""
        encoded = self.encoder(inputs, masks)
        focus = dropout(encoded, self.encoder.dropout, masks)
        if inputs.tags is not None:
            states, logits = self._forced(focus, inputs.tags, masks)
        else:
            states, logits = self._greedy(focus, masks)
        return NetworkOutput(logits, states, encoded)

    def _forced(
        self, focus: torch.Tensor, tags: torch.Tensor, masks: torch.Generator | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        before = torch.cat([torch.full_like(tags[:1], self.start), tags[:-1]])
        states, _ = self.decoder(self._read(focus, before, masks))
        return states, self._logits(states, masks)

    def _greedy(
        self, focus: torch.Tensor, masks: torch.Generator | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        before = torch.full(focus.shape[1:2], self.start, device=focus.device).unsqueeze(0)
        memory, states, logits = None, [], []
        for step in torch.split(focus, 1):
            state, memory = self.decoder(self._read(step, before, masks), memory)
            states.append(state)
            logits.append(self._logits(state, masks))
            before = logits[-1].argmax(-1)
        return torch.cat(states), torch.cat(logits)

    def _read(
        self, focus: torch.Tensor, before: torch.Tensor, masks: torch.Generator | None
    ) -> torch.Tensor:
        tags = dropout(self.tag_embedding(before), self.encoder.dropout, masks)
        return torch.cat([focus, tags], dim=-1)

    def _logits(self, states: torch.Tensor, masks: torch.Generator | None) -> torch.Tensor:
        logits: torch.Tensor = self.output(dropout(states, self.encoder.dropout, masks))
        return logits
