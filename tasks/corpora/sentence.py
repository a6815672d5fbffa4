"""What a corpus is made of: sentences of tokens with one IOB2 tag each."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """One sentence: `tokens` and `tags` have the same length, at least one."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]


class Corpus(NamedTuple):
    """The three splits of a labelled corpus."""

    train: list[Sentence]
    valid: list[Sentence]
    test: list[Sentence]
