"""The vectors of a vocabulary: blocks from several sources, side by side and on one scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

UNKNOWN = "<unk>"


@dataclass(frozen=True)
class Block:
    """One source's vectors, as far as a vocabulary wants them.

    `vectors` maps a word as the source spells it to a float32 array [dimension]. A block
    without vectors holds the place of `dimension` columns to be filled at random.
    """

    name: str
    dimension: int
    vectors: Mapping[str, npt.NDArray[np.float32]]


@dataclass(frozen=True)
class WordVectors:
    """The vectors of `words`, row by row.

    Attributes
    ----------
    words : n distinct words; the first is `UNKNOWN` where they come from `vocabulary`.
    matrix : float32 [n, sum of dimensions], zero where `covered` is false.
    covered : bool [n, blocks], whether a block has a vector of the word.
    dimensions : the width of each block, in the order of the columns.
    """

    words: list[str]
    matrix: npt.NDArray[np.float32]
    covered: npt.NDArray[np.bool_]
    dimensions: list[int]


def vocabulary(
    train_tokens: Iterable[str], other_tokens: Iterable[str], lowercase: bool = False
) -> list[str]:
    """All words a model could know: `UNKNOWN`, the training words, then the other splits'.

    Both parts are sorted, so the order of sentences does not matter. After `build_vectors`,
    `select` drops the words of the other splits that no source has a vector of.
    """
    train, other = distinct(train_tokens, lowercase), distinct(other_tokens, lowercase)
    return [UNKNOWN, *sorted(train), *sorted(other - train)]


def distinct(tokens: Iterable[str], lowercase: bool = False) -> set[str]:
    """The distinct words among tokens, lower-cased if asked; `UNKNOWN` is not a word."""
    words = {token.lower() for token in tokens} if lowercase else set(tokens)
    return words - {UNKNOWN}


def spellings(words: Iterable[str]) -> list[str]:
    """What a source has to be asked for: each word and its lower-cased form, sorted."""
    return sorted({form for word in words for form in (word, word.lower())} - {UNKNOWN})


def matched(words: Iterable[str], block: Block) -> list[str | None]:
    """The spelling under which a block knows each word: exact, else lower-cased, else None.

    `UNKNOWN` stands for other words and never has a vector.
    """
    return [
        next((form for form in (word, word.lower()) if form in block.vectors), None)
        if word != UNKNOWN
        else None
        for word in words
    ]


def build_vectors(words: Sequence[str], blocks: Sequence[Block], scale: float = 1.0) -> WordVectors:
    """Look up the words in every block and put the blocks side by side.

    Each block is multiplied by the one factor that makes the root mean square of its covered
    rows' components `scale`, because sources differ in norm (≈ 5.8 at 100 dimensions of
    GloVe, 1 at 300 of Numberbatch) and the wider or longer one would drown the other.
    """
    rows, covered = zip(*(_looked_up(words, block, scale) for block in blocks), strict=True)
    return WordVectors(
        words=list(words),
        matrix=np.concatenate(rows, axis=1),
        covered=np.stack(covered, axis=1),
        dimensions=[block.dimension for block in blocks],
    )


def _looked_up(
    words: Sequence[str], block: Block, scale: float
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    keys = matched(words, block)
    covered = np.array([key is not None for key in keys], dtype=bool)
    rows = np.zeros((len(words), block.dimension), dtype=np.float32)
    for row, key in zip(rows, keys, strict=True):
        if key is not None:
            row[:] = block.vectors[key]
    size = np.sqrt(np.mean(np.square(rows[covered], dtype=np.float64))) if covered.any() else 0.0
    if size > 0:
        rows *= np.float32(scale / size)
    return rows, covered


def select(vectors: WordVectors, train_words: Collection[str]) -> WordVectors:
    """Keep `UNKNOWN`, the training words, and every word that some block covers.

    A word of another split without any vector could only be a random row that is never
    trained; it is better read as `UNKNOWN`.
    """
    kept = {UNKNOWN, *train_words}
    keep = np.array([word in kept for word in vectors.words], dtype=bool)
    keep |= vectors.covered.any(axis=1)
    return WordVectors(
        words=[word for word, stays in zip(vectors.words, keep, strict=True) if stays],
        matrix=vectors.matrix[keep],
        covered=vectors.covered[keep],
        dimensions=vectors.dimensions,
    )


def fill_missing(
    vectors: WordVectors, generator: np.random.Generator, scale: float = 1.0
) -> npt.NDArray[np.float32]:
    """The matrix with seeded normal values (mean 0, deviation `scale`) where no vector is.

    A value is drawn for every component, in word order, and used only where it is needed:
    what a word gets depends on the generator and its place, not on which others are covered.

    Returns
    -------
    float32 [n, d]
    """
    drawn = generator.standard_normal(vectors.matrix.shape, dtype=np.float32) * np.float32(scale)
    known = np.repeat(vectors.covered, vectors.dimensions, axis=1)
    return np.where(known, vectors.matrix, drawn)


def coverage(vectors: WordVectors, token_counts: Mapping[str, int]) -> dict[str, Any]:
    """Which share of a split's types and token occurrences have a vector (JSON-ready).

    Parameters
    ----------
    vectors : any words; those that are not in `token_counts` do not matter.
    token_counts : occurrences of each word of the split, at least one; a word that `vectors`
        lacks counts as not covered.

    Returns
    -------
    dict
        `types` and `tokens` (how many were counted), and `any` (some block has a vector),
        `every` (each block has one), `blocks` (a list, one entry a block), each with the
        shares `{"types": …, "tokens": …}` between 0 and 1.
    """
    rows = dict(zip(vectors.words, vectors.covered, strict=True))
    absent = np.zeros(len(vectors.dimensions), dtype=bool)
    covered = np.stack([rows.get(word, absent) for word in token_counts])
    counts = np.array(list(token_counts.values()))
    return {
        "types": len(counts),
        "tokens": int(counts.sum()),
        "any": _shares(np.any(covered, axis=1), counts),
        "every": _shares(np.all(covered, axis=1), counts),
        "blocks": [_shares(column, counts) for column in covered.T],
    }


def lookup_shares(block: Block, token_counts: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Which share of types and token occurrences a block knows exactly, and which lower-cased."""
    words = list(token_counts)
    keys = matched(words, block)
    counts = np.array(list(token_counts.values()))
    exact = np.array([key == word for word, key in zip(words, keys, strict=True)])
    found = np.array([key is not None for key in keys])
    return {"exact": _shares(exact, counts), "lowercased": _shares(found & ~exact, counts)}


def _shares(covered: npt.NDArray[np.bool_], counts: npt.NDArray[np.int_]) -> dict[str, float]:
    return {
        "types": float(covered.mean()),
        "tokens": float(counts[covered].sum() / counts.sum()),
    }


def count_words(tokens: Iterable[str], lowercase: bool = False) -> Counter[str]:
    """Occurrences of each word, lower-cased if asked."""
    return Counter(token.lower() if lowercase else token for token in tokens)
