"""The BiLSTM tagger: embedding, bidirectional LSTM, linear softmax over tags."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple, TypeVar

import torch
from torch import nn

from tasks.tagging.batching import Batch
from tasks.tagging.dropout import dropout

Layer = TypeVar("Layer", bound=nn.Module)


class TaggerOutput(NamedTuple):
    """What a network says about a batch; padding positions hold nothing of meaning.

    Attributes
    ----------
    logits : [time, sentences, tags]
    states : [time, sentences, state size]
        h_t of Kim (2020), equation 4: the state that the last linear layer reads.
    encoder_states : [time, sentences, encoder size]
        The encoder's output, which Core-set averages; the tagger's own `states`.
    """

    logits: torch.Tensor
    states: torch.Tensor
    encoder_states: torch.Tensor


class BiLSTMTagger(nn.Module):
    """A word's tag from one bidirectional LSTM over the sentence.

    The two directions are separate LSTMs, and the backward one reads every sentence reversed
    with its padding at the end, so that padding can influence nothing.

    Parameters
    ----------
    vectors : float tensor of shape [words, dimension]
        The initial embedding table, fine-tuned in training; row 0 is the unknown word.
    tags : int
        Size of the tag inventory.
    hidden_size : int
        Hidden units of each direction.
    dropout : float
        Probability on the embeddings and on the LSTM's output.
    weights : torch.Generator
        Draws the initial weights: uniform within 1/√fan of each layer.
    """

    def __init__(
        self,
        vectors: torch.Tensor,
        tags: int,
        hidden_size: int,
        dropout: float,
        weights: torch.Generator,
    ) -> None:
        super().__init__()
        self.dropout = dropout
        self.encoder_size = 2 * hidden_size
        self.embedding = nn.Embedding(len(vectors), vectors.shape[1], _weight=vectors.clone())
        dimension = vectors.shape[1]
        self.forward_lstm = _bare(nn.LSTM(dimension, hidden_size, device="meta"))
        self.backward_lstm = _bare(nn.LSTM(dimension, hidden_size, device="meta"))
        self.output = _bare(nn.Linear(2 * hidden_size, tags, device="meta"))
        for layer, fan in (
            (self.forward_lstm, hidden_size),
            (self.backward_lstm, hidden_size),
            (self.output, 2 * hidden_size),
        ):
            for parameter in layer.parameters():
                nn.init.uniform_(parameter, -1 / sqrt(fan), 1 / sqrt(fan), generator=weights)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.embedding.weight.device

    def forward(
        self,
        words: torch.Tensor,
        batch: Batch,
        masks: torch.Generator | None = None,
        table: torch.Tensor | None = None,
    ) -> TaggerOutput:
        """Tag a batch.

        Parameters
        ----------
        words : int64 tensor of shape [time, sentences]
        batch : Batch
            Gives the reversal of each sentence.
        masks : torch.Generator, optional
            Draws the dropout masks; without it there is no dropout.
        table : float tensor of shape [rows, dimension], optional
            What `words` are rows of, instead of the whole embedding table.
        """
        table = self.embedding.weight if table is None else table
        embedded = dropout(nn.functional.embedding(words, table), self.dropout, masks)
        ahead, _ = self.forward_lstm(embedded)
        back, _ = self.backward_lstm(_reverse(embedded, batch))
        states = torch.cat([ahead, _reverse(back, batch)], dim=-1)
        logits = self.output(dropout(states, self.dropout, masks))
        return TaggerOutput(logits, states, states)


def _bare(layer: Layer) -> Layer:
    """A layer without values: PyTorch's own initialisation would draw from its global state."""
    return layer.to_empty(device="cpu")


def _reverse(sequence: torch.Tensor, batch: Batch) -> torch.Tensor:
    if not batch.padded:
        return sequence.flip(0)
    return sequence.gather(0, batch.reversal.unsqueeze(-1).expand(-1, -1, sequence.shape[-1]))
