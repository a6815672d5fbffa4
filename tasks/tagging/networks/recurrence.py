"""The recurrent part of an LSTM, for inputs that were projected before they were looked up.

Three fifths of an LSTM's arithmetic multiply what it reads with its input weights. A corpus has far
fewer distinct words than tokens, and a word's product is the same wherever it stands: without a
gradient to compute, each is multiplied once and looked up afterwards.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn


class Recurrence(NamedTuple):
    """One direction's weights, gates in the order input, forget, output, candidate.

    Attributes
    ----------
    projected : [rows, 4 × hidden size]
        Of every row of a table: its product with the input weights, and the biases.
    weight : [hidden size, 4 × hidden size]
        Of the hidden state.
    """

    projected: torch.Tensor
    weight: torch.Tensor

    @classmethod
    def of(cls, lstm: nn.LSTM, table: torch.Tensor) -> Recurrence:
        """Project the rows of `table` [rows, dimension] for an LSTM of one layer."""
        read, hidden, *biases = (_ordered(weights) for weights in lstm.parameters())
        projected = nn.functional.linear(table, read, biases[0] + biases[1])
        return cls(projected, hidden.to(projected.dtype).t().contiguous())

    def states(self, words: torch.Tensor) -> torch.Tensor:
        """The hidden state after each word; `words` [time, sentences] are rows of the table.

        All of it is in the precision of `projected`, as in PyTorch's own LSTM.
        """
        size = self.weight.shape[0]
        states = self.projected.new_empty(*words.shape, size)
        hidden = memory = torch.zeros_like(states[0])
        for time, step in enumerate(words):
            gates = self.projected[step].addmm_(hidden, self.weight)
            admit, forget, tell = gates[:, : 3 * size].sigmoid_().chunk(3, dim=1)
            candidate = gates[:, 3 * size :].tanh_()
            memory = (forget * memory).addcmul_(admit, candidate)
            hidden = states[time] = tell * memory.tanh()
        return states


def _ordered(weights: torch.Tensor) -> torch.Tensor:
    """PyTorch's order is input, forget, candidate, output."""
    admit, forget, candidate, tell = weights.chunk(4)
    return torch.cat([admit, forget, tell, candidate])
