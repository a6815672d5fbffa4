"""The project's own corpus files: token and IOB2 tag a line, a blank line between sentences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tasks import files
from tasks.corpora.iob import to_iob2
from tasks.corpora.readers import conll
from tasks.corpora.readers.lines import numbered_lines
from tasks.corpora.sentence import Sentence


def write_conll(path: Path, sentences: Iterable[Sentence]) -> None:
    """Write the sentences, a token, a tab and its tag a line, atomically.

    Raises
    ------
    ValueError
        If a sentence is empty, has not one tag a token, holds a token with white space,
        or is not well-formed IOB2: it could not be read back.
    """
    files.write_text(path, "\n".join(map(_lines, sentences)))


def read_conll(path: Path) -> list[Sentence]:
    """Read what `write_conll` wrote, exactly: here `-DOCSTART-` is a token like any other.

    Raises
    ------
    UserError
        If the file is missing or somebody changed it for the worse.
    """
    return list(conll.sentences(numbered_lines(path, strip_mark=False), path))


def _lines(sentence: Sentence) -> str:
    tokens, tags = sentence
    if not tokens or len(tokens) != len(tags):
        raise ValueError(f"{len(tags)} tags for {len(tokens)} tokens: {sentence}")
    if to_iob2(tags) != tuple(tags):
        raise ValueError(f"not IOB2: {tags}")
    for word in (*tokens, *tags):
        if word.split() != [word]:
            raise ValueError(f"{word!r} is empty or holds white space")
    return "".join(f"{token}\t{tag}\n" for token, tag in zip(tokens, tags, strict=True))
