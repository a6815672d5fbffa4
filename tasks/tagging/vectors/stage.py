"""The stage that gives a corpus its word vectors, and the folder it leaves them in.

The folder holds `words.txt` (one word a line), `matrix.npy` (float32), `covered.npy` (bool) and
`coverage.json` (the set's name, its sources and licences, its dimensions and scale, its coverage).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import numpy as np
import numpy.typing as npt

from tasks.errors import UserError
from tasks.files import damage_told, read_json, replacing, write_json, write_text
from tasks.paths import SPLITS
from tasks.tagging.vectors.blocks import (
    Block,
    WordVectors,
    build_vectors,
    count_words,
    coverage,
    distinct,
    lookup_shares,
    select,
    spellings,
    vocabulary,
)
from tasks.tagging.vectors.formats import NGRAM_MEMBER, Rows, read_char_ngrams, read_glove

RANDOM = "random"
FORMATS = ("glove", "char_ngrams")
ALTERNATIVES = (
    "choose `vectors=random`, `vectors=substitute` with SKILLPATH_MIRROR set, or `vectors=paper` "
    "with its archives fetched"
)


class Source(TypedDict):
    """Where one block comes from; `member` names the file inside an archive of several."""

    name: str
    format: str
    path: str | Path
    licence: str
    sha256: str | None
    member: NotRequired[str]


def embed(
    corpus_folder: Path,
    destination: Path,
    name: str,
    sources: Sequence[Source],
    dimension: int,
    scale: float,
    lowercase: bool = False,
) -> dict[str, Any]:
    """Look up a corpus's words in the vector set `name` and write the stage's folder.

    Parameters
    ----------
    corpus_folder : holds `train.conll`, `valid.conll` and `test.conll`.
    destination : the folder to write, see `save`.
    name : the set's name: `random` (which has no sources), `substitute`, `paper`.
    sources : one block each, in the order of the columns.
    dimension : the width of the whole vector; the sources' widths must add up to it.
    scale : the root mean square of every block's components.
    lowercase : whether the model's words are lower-cased.

    Returns
    -------
    dict
        What `coverage.json` holds, and `log`: sentences worth a line in a log.

    Raises
    ------
    UserError
        For a source that is missing, damaged, of another checksum or another width, for a set
        that lacks its sources, and for a corpus without training sentences.
    """
    if (name == RANDOM) != (not sources):
        stated = "no source" if not sources else "sources"
        raise UserError(f"vectors `{name}` with {stated} make no sense; {ALTERNATIVES}")
    train, valid, test = (_tokens(corpus_folder / f"{split}.conll") for split in SPLITS)
    if not train:
        raise UserError(f"{corpus_folder / 'train.conll'} holds no sentence; make the corpus again")

    words = vocabulary(train, [*valid, *test], lowercase)
    described = [_described(name, source) for source in sources]
    blocks = [_block(source, words) for source in sources] or [Block(RANDOM, dimension, {})]
    if sum(block.dimension for block in blocks) != dimension:
        widths = " + ".join(f"{block.dimension} ({block.name})" for block in blocks)
        raise UserError(
            f"vectors `{name}` are {widths} wide, the parameter says {dimension}; "
            "set `vectors.dimension` to their sum"
        )
    vectors = select(build_vectors(words, blocks, scale), distinct(train, lowercase))

    counts = count_words(train, lowercase)
    shares = coverage(vectors, counts)
    shares["blocks"] = [
        {"name": block.name, **covered, **lookup_shares(block, counts)}
        for block, covered in zip(blocks, shares["blocks"], strict=True)
    ]
    metadata = {
        "vectors": name,
        "sources": described,
        "dimension": dimension,
        "scale": scale,
        "lowercase": lowercase,
    }
    save(destination, vectors, shares, metadata)
    return {**_contents(vectors, shares, metadata), "log": _log(name, vectors, shares)}


def save(
    folder: Path, vectors: WordVectors, coverage: dict[str, Any], metadata: dict[str, Any]
) -> None:
    """Write word vectors to a folder; the same values give the same bytes.

    No word may hold a line feed (a token of a two-column file cannot).
    """
    write_text(folder / "words.txt", "".join(f"{word}\n" for word in vectors.words))
    _write_array(folder / "matrix.npy", vectors.matrix)
    _write_array(folder / "covered.npy", vectors.covered)
    write_json(folder / "coverage.json", _contents(vectors, coverage, metadata))


def load(folder: Path) -> tuple[WordVectors, dict[str, Any]]:
    """Read what `save` wrote: the vectors, and the contents of `coverage.json`."""
    remedy = f"run `skillpath embed --corpus {folder.name}` first, or everything with `dvc repro`"
    with damage_told(folder / "coverage.json", remedy):
        contents = read_json(folder / "coverage.json", remedy)
        dimensions = [int(one) for one in contents["dimensions"]]
    with damage_told(folder / "words.txt", remedy):
        # Split by hand: a word may hold what other readers take for the end of a line.
        words = (folder / "words.txt").read_bytes().decode("utf-8").split("\n")[:-1]
    matrix = _read_array(folder / "matrix.npy", remedy)
    covered = _read_array(folder / "covered.npy", remedy)
    if not (len(words), sum(dimensions)) == matrix.shape or len(covered) != len(words):
        raise UserError(f"{folder}: its files differ in length: run `skillpath embed` for it again")
    return WordVectors(words, matrix, covered, dimensions), contents


def _tokens(path: Path) -> list[str]:
    # Here, not above: the readers of corpora bring pydantic, which `load` has no use for.
    from tasks.corpora.files import read_conll

    return [token for sentence in read_conll(path) for token in sentence.tokens]


def _described(name: str, source: Source) -> dict[str, Any]:
    """A source as `coverage.json` tells it, its checksum verified where one is stated."""
    path = Path(source["path"])
    if not path.is_file():
        raise UserError(f"{path} is missing, vectors `{name}` need it; {ALTERNATIVES}")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if source["sha256"] not in (None, sha256):
        raise UserError(
            f"{path} has sha256 {sha256}, the catalogue says {source['sha256']}; fetch it again"
        )
    return {**source, "path": path.name, "sha256": sha256}


def _block(source: Source, words: Sequence[str]) -> Block:
    rows = _rows(source, spellings(words))
    return Block(source["name"], rows.dimension, rows.vectors)


def _rows(source: Source, wanted: list[str]) -> Rows:
    path = Path(source["path"])
    if source["format"] == "glove":
        return read_glove(path, wanted, source.get("member"))
    if source["format"] == "char_ngrams":
        return read_char_ngrams(path, wanted, source.get("member", NGRAM_MEMBER))
    raise UserError(
        f"{path}: there is no vector format `{source['format']}`, choose of {', '.join(FORMATS)}"
    )


def _contents(
    vectors: WordVectors, coverage: dict[str, Any], metadata: dict[str, Any]
) -> dict[str, Any]:
    return {**metadata, "dimensions": vectors.dimensions, "coverage": coverage}


def _log(name: str, vectors: WordVectors, shares: dict[str, Any]) -> list[str]:
    return [
        f"vectors {name}: {len(vectors.words)} words × {vectors.matrix.shape[1]}, some vector for "
        f"{shares['any']['types']:.1%} of training types, {shares['any']['tokens']:.1%} of tokens",
        *(
            f"{block['name']}: {block['types']:.1%} of types, {block['tokens']:.1%} of tokens "
            f"({block['lowercased']['tokens']:.1%} only when lower-cased)"
            for block in shares["blocks"]
        ),
    ]


def _read_array(path: Path, remedy: str) -> npt.NDArray[Any]:
    with damage_told(path, remedy):
        array: npt.NDArray[Any] = np.load(path, allow_pickle=False)
        if array.dtype.kind not in "fb" or not array.ndim:
            raise ValueError(f"an array of {array.dtype}")
        return array


def _write_array(path: Path, array: npt.NDArray[Any]) -> None:
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.save(file, array)
