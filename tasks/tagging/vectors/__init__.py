"""Word vectors: read from pre-trained sources, looked up for a corpus, kept in a folder."""

from tasks.tagging.vectors.blocks import (
    UNKNOWN,
    Block,
    WordVectors,
    build_vectors,
    coverage,
    fill_missing,
    select,
    vocabulary,
)
from tasks.tagging.vectors.formats import ngrams, read_char_ngrams, read_glove
from tasks.tagging.vectors.stage import Source, embed, load, save

__all__ = [
    "UNKNOWN",
    "Block",
    "Source",
    "WordVectors",
    "build_vectors",
    "coverage",
    "embed",
    "fill_missing",
    "load",
    "ngrams",
    "read_char_ngrams",
    "read_glove",
    "save",
    "select",
    "vocabulary",
]
