"""Builds an untrained network from its parameters."""

from __future__ import annotations

import torch
from torch import nn

from tasks.tagging.networks.characters import CharacterFeatures
from tasks.tagging.networks.encoder import Encoder
from tasks.tagging.networks.encoder_decoder import EncoderDecoder
from tasks.tagging.networks.network import Network
from tasks.tagging.networks.tagger import BiLSTMTagger
from tasks.tagging.parameters import Architecture, NetworkParameters
from tasks.tagging.spelling import Spellings


def build_network(
    architecture: Architecture,
    parameters: NetworkParameters,
    vectors: torch.Tensor,
    tags: int,
    weights: torch.Generator,
    spellings: Spellings | None = None,
) -> Network:
    """An untrained network.

    Parameters
    ----------
    vectors : float tensor of shape [words, dimension]
        The initial embedding table; row 0 is the unknown word.
    tags : int
        Size of the tag inventory.
    weights : torch.Generator
        Draws all other initial weights.
    spellings : Spellings, optional
        Of all words; needed for character features.
    """
    characters = None
    if parameters.characters:
        if spellings is None:
            raise ValueError("character features need the words' spellings")
        characters = CharacterFeatures(spellings, weights)
    dimension = vectors.shape[1]
    embedding = nn.Embedding(len(vectors), dimension, _weight=vectors.clone())
    encoder = Encoder(dimension, parameters.hidden_size, parameters.dropout, weights, characters)
    if architecture == "encoder_decoder":
        return EncoderDecoder(
            embedding, encoder, tags, weights, parameters.decoder_size, parameters.tag_dimension
        )
    return BiLSTMTagger(embedding, encoder, tags, weights, parameters.crf)
