"""The encoder of every network: word vectors, spellings if wanted, one bidirectional LSTM."""

from __future__ import annotations

import torch
from torch import nn

from tasks.tagging.batching import Batch
from tasks.tagging.dropout import dropout
from tasks.tagging.networks.characters import CharacterFeatures
from tasks.tagging.networks.inputs import Inputs, Projected
from tasks.tagging.networks.layers import bare, draw_weights
from tasks.tagging.networks.recurrence import Recurrence


class Encoder(nn.Module):
    """Reads a sentence in both directions.

    The two directions are separate LSTMs, and the backward one reads every sentence reversed
    with its padding at the end, so that padding can influence nothing.

    Parameters
    ----------
    dimension : int
        Of a word's vector.
    hidden_size : int
        Hidden units of each direction.
    dropout : float
        Probability on what the LSTMs read.
    weights : torch.Generator
        Draws the initial weights.
    characters : CharacterFeatures, optional
        Stand beside the word's vector.
    """

    def __init__(
        self,
        dimension: int,
        hidden_size: int,
        dropout: float,
        weights: torch.Generator,
        characters: CharacterFeatures | None = None,
    ) -> None:
        super().__init__()
        self.dropout = dropout
        self.size = 2 * hidden_size
        self.characters = characters
        width = dimension + (characters.size if characters else 0)
        self.forward_lstm = bare(nn.LSTM(width, hidden_size, device="meta"))
        self.backward_lstm = bare(nn.LSTM(width, hidden_size, device="meta"))
        draw_weights([(self.forward_lstm, hidden_size), (self.backward_lstm, hidden_size)], weights)

    def forward(self, inputs: Inputs, masks: torch.Generator | None) -> torch.Tensor:
        """The states of every word; shape [time, sentences, 2 × hidden size]."""
        if isinstance(inputs.table, tuple):
            ahead, back = inputs.table
            backwards = back.states(_reverse(inputs.words, inputs.batch))
            return torch.cat(
                [ahead.states(inputs.words), _reverse(backwards, inputs.batch)], dim=-1
            )
        read = nn.functional.embedding(inputs.words, inputs.table)
        if self.characters is not None:
            if inputs.forms is None:
                raise ValueError("character features need the rows of the words' spellings")
            read = torch.cat([read, self.characters(inputs.forms)], dim=-1)
        read = dropout(read, self.dropout, masks)
        ahead, _ = self.forward_lstm(read)
        back, _ = self.backward_lstm(_reverse(read, inputs.batch))
        return torch.cat([ahead, _reverse(back, inputs.batch)], dim=-1)

    def project(self, table: torch.Tensor) -> Projected | torch.Tensor:
        """Multiply a table of word vectors by the input weights, once for all its occurrences.

        For prediction only. Where characters are read the word does not decide alone, and a GPU
        has a kernel for whole sequences: there the table stays as it is.
        """
        if not self._projects(table):
            return table
        return Recurrence.of(self.forward_lstm, table), Recurrence.of(self.backward_lstm, table)

    def dropped_table(
        self, table: torch.Tensor, masks: torch.Generator
    ) -> Projected | torch.Tensor:
        """The same with dropout on the table; where it stays as it is, reading it drops."""
        return self.project(dropout(table, self.dropout, masks) if self._projects(table) else table)

    def _projects(self, table: torch.Tensor) -> bool:
        return self.characters is None and not table.is_cuda


def _reverse(sequence: torch.Tensor, batch: Batch) -> torch.Tensor:
    """A sequence [time, sentences, …] read backwards, padding still at its end."""
    if not batch.padded:
        return sequence.flip(0)
    steps = batch.reversal.reshape(batch.reversal.shape + (1,) * (sequence.dim() - 2))
    return sequence.gather(0, steps.expand(sequence.shape))
