"""The plain training loop that skillpath's own is measured against.

What one writes first: random batches, padded with zero vectors to the longest sentence, one
bidirectional LSTM (which reads that padding), PyTorch's own dropout, float32. Network, optimiser
and settings are the same as skillpath's.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from torch import nn

from tasks.tagging.encoding import EncodedSentences, IntArray
from tasks.tagging.networks.tagger import BiLSTMTagger

PADDING_TAG = -100


class PlainTagger(nn.Module):
    """The same network, one bidirectional LSTM over padded batches."""

    def __init__(self, start: BiLSTMTagger) -> None:
        """Begin with the weights of `start`."""
        super().__init__()
        dimension, hidden = start.embedding.embedding_dim, start.encoder.forward_lstm.hidden_size
        self.padding = start.embedding.num_embeddings
        self.embedding = nn.Embedding(self.padding + 1, dimension, padding_idx=self.padding)
        self.lstm = nn.LSTM(dimension, hidden, bidirectional=True, batch_first=True)
        self.output = nn.Linear(2 * hidden, start.output.out_features)
        self.dropout = nn.Dropout(start.encoder.dropout)
        with torch.no_grad():
            self.embedding.weight[: self.padding] = start.embedding.weight
        self.output.load_state_dict(start.output.state_dict())
        directions = {"": start.encoder.forward_lstm, "_reverse": start.encoder.backward_lstm}
        self.lstm.load_state_dict(
            {
                name + suffix: value
                for suffix, layer in directions.items()
                for name, value in layer.state_dict().items()
            }
        )

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Logits [sentences, time, tags] of word rows [sentences, time]."""
        states, _ = self.lstm(self.dropout(self.embedding(words)))
        return self.output(self.dropout(states))

    def copy_into(self, network: BiLSTMTagger) -> BiLSTMTagger:
        """Give `network` these weights, so that both are scored by the same code."""
        network.embedding.load_state_dict({"weight": self.embedding.weight[: self.padding]})
        network.output.load_state_dict(self.output.state_dict())
        weights = self.lstm.state_dict()
        encoder = network.encoder
        for suffix, layer in (("", encoder.forward_lstm), ("_reverse", encoder.backward_lstm)):
            layer.load_state_dict({name: weights[name + suffix] for name in layer.state_dict()})
        return network


def train_plainly(
    network: PlainTagger,
    sentences: EncodedSentences,
    chosen: IntArray,
    epochs: int,
    batch_size: int,
    generator: np.random.Generator,
) -> None:
    """Train on the `chosen` sentences in random batches."""
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    bounds = sentences.offsets
    words = [torch.from_numpy(sentences.words[a:b]) for a, b in pairwise(bounds)]
    tags = [torch.from_numpy(sentences.tags[a:b]) for a, b in pairwise(bounds)]
    for _ in range(epochs):
        order = generator.permutation(chosen)
        for start in range(0, len(order), batch_size):
            some = order[start : start + batch_size]
            batch = nn.utils.rnn.pad_sequence(
                [words[i] for i in some], batch_first=True, padding_value=network.padding
            )
            gold = nn.utils.rnn.pad_sequence(
                [tags[i] for i in some], batch_first=True, padding_value=PADDING_TAG
            )
            logits = network(batch)
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1), gold.flatten(), ignore_index=PADDING_TAG
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
