"""Character features of a word: a small convolutional network over its spelling."""

from __future__ import annotations

import torch
from torch import nn

from tasks.tagging.networks.layers import bare, draw_weights
from tasks.tagging.spelling import Spellings

DIMENSION = 30
FILTERS = 30
WIDTH = 3


class CharacterFeatures(nn.Module):
    """The strongest answer of each filter anywhere in a word.

    Character vectors of 30 dimensions, 30 filters three characters wide, maximum over the word:
    the sizes of Ma & Hovy (2016), End-to-end Sequence Labeling via Bi-directional LSTM-CNNs-CRF.

    Parameters
    ----------
    spellings : Spellings
        Of all words that the network may be asked about.
    weights : torch.Generator
        Draws the initial weights.
    """

    codes: torch.Tensor
    size = FILTERS

    def __init__(self, spellings: Spellings, weights: torch.Generator) -> None:
        super().__init__()
        self.register_buffer("codes", torch.from_numpy(spellings.codes), persistent=False)
        self.vectors = bare(nn.Embedding(spellings.characters, DIMENSION, device="meta"))
        self.filters = bare(nn.Conv1d(DIMENSION, FILTERS, WIDTH, padding=WIDTH // 2, device="meta"))
        draw_weights([(self.vectors, DIMENSION), (self.filters, DIMENSION * WIDTH)], weights)

    def forward(self, forms: torch.Tensor) -> torch.Tensor:
        """The features of words given by their rows in the table of spellings; [..., filters]."""
        rows, places = torch.unique(forms, return_inverse=True)
        codes = self.codes[rows].long()
        spelt = self.vectors(codes) * (codes != 0).unsqueeze(-1)  # a word's end is no character
        answers = self.filters(spelt.transpose(1, 2))
        answers = answers.masked_fill((codes == 0).unsqueeze(1), -torch.inf)
        features: torch.Tensor = answers.amax(dim=-1)
        return features[places]
