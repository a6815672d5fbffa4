"""The stage's edge: files of any format in, three IOB2 files and `corpus.json` out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tasks.corpora.files import read_conll, write_conll
from tasks.corpora.iob import to_iob2
from tasks.corpora.readers import READERS, read
from tasks.corpora.sample import sample_corpus
from tasks.corpora.sentence import Corpus, Sentence
from tasks.corpora.statistics import describe
from tasks.errors import UserError
from tasks.files import write_json
from tasks.paths import SPLITS

SAMPLE = "sample"
FORMATS = (*READERS, SAMPLE)

FILE_NAMES = {"train": ("train",), "valid": ("valid", "dev"), "test": ("test",)}
ENDINGS = (".conll", ".txt", ".tsv", ".iob")


def normalise(
    name: str, destination: Path, *, format: str, splits: Mapping[str, Sequence[Path]]
) -> dict[str, Any]:
    """Read a corpus and write `{train,valid,test}.conll` and `corpus.json` to `destination`.

    Parameters
    ----------
    name
        What the corpus is called; it stands in the description.
    format
        One of `FORMATS`. `sample` is the embedded corpus, which has no files.
    splits
        The files of `train`, `valid` and `test` (`parallel`: tokens, then tags).

    Returns
    -------
    dict
        The description that `corpus.json` holds: `name`, `format` and what
        `tasks.corpora.statistics.describe` counts.

    Raises
    ------
    UserError
        If the format is unknown, a split is missing, or a file is malformed.
    """
    raw = sample_corpus() if format == SAMPLE else _read(name, format, splits)
    corpus = Corpus(*([_in_iob2(sentence) for sentence in sentences] for sentences in raw))
    rewritten = {
        split: _tags_that_differ(before, after)
        for split, before, after in zip(SPLITS, raw, corpus, strict=True)
    }
    description = {"name": name, "format": format, **describe(corpus, rewritten)}
    for split, sentences in zip(SPLITS, corpus, strict=True):
        write_conll(destination / f"{split}.conll", sentences)
    write_json(destination / "corpus.json", description)
    return description


def load(folder: Path) -> Corpus:
    """Read the corpus that `normalise` wrote to `folder`.

    Raises
    ------
    UserError
        If it is not there or was damaged.
    """
    missing = [split for split in SPLITS if not (folder / f"{split}.conll").is_file()]
    if missing:
        raise UserError(
            f"{folder / missing[0]}.conll is missing: run `skillpath normalise --corpus "
            f"{folder.name}` first, or everything with `dvc repro`"
        )
    return Corpus(*(read_conll(folder / f"{split}.conll") for split in SPLITS))


def splits_of_folder(folder: Path) -> dict[str, list[Path]]:
    """Find the splits of a user's own corpus: one file each, by its name.

    Raises
    ------
    UserError
        If a split has no file or several, saying what was looked for.
    """
    return {split: [_only_file(folder, split)] for split in SPLITS}


def _only_file(folder: Path, split: str) -> Path:
    names = [f"{name}{ending}" for name in FILE_NAMES[split] for ending in ENDINGS]
    found = [name for name in names if (folder / name).is_file()]
    if len(found) != 1:
        raise UserError(
            f"{folder} must hold exactly one file for the split {split!r}, "
            f"named {' or '.join(FILE_NAMES[split])} with one of the endings "
            f"{', '.join(ENDINGS)}; found: {', '.join(found) or 'none'}."
        )
    return folder / found[0]


def _read(name: str, format: str, splits: Mapping[str, Sequence[Path]]) -> Corpus:
    if format not in READERS:
        raise UserError(
            f"The corpus {name!r} has the unknown format {format!r}; "
            f"choose from {', '.join(FORMATS)}."
        )
    missing = [split for split in SPLITS if not splits.get(split)]
    if missing:
        raise UserError(
            f"The corpus {name!r} lists no files for {' and '.join(missing)}; name some."
        )
    return Corpus(*(read(format, splits[split]) for split in SPLITS))


def _in_iob2(sentence: Sentence) -> Sentence:
    return Sentence(sentence.tokens, to_iob2(sentence.tags))


def _tags_that_differ(before: list[Sentence], after: list[Sentence]) -> int:
    return sum(
        old != new
        for raw, normalised in zip(before, after, strict=True)
        for old, new in zip(raw.tags, normalised.tags, strict=True)
    )
