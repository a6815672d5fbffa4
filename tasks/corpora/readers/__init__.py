"""Readers of labelled corpora: one file a format, found by the format's name.

A reader takes the files of one split and yields its sentences with the tags as the files
have them; `tasks.corpora.iob.to_iob2` brings those to IOB2. Files are UTF-8, with or
without a byte order mark, with any line ends. A malformed line is refused with the file,
the line's number and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tasks.corpora.readers import conll, fmtod_tsv, parallel, token_tag
from tasks.corpora.sentence import Sentence
from tasks.errors import UserError

Reader = Callable[[Sequence[Path]], Iterator[Sentence]]

READERS: dict[str, Reader] = {
    "conll": conll.read,
    "parallel": parallel.read,
    "token_tag": token_tag.read,
    "fmtod_tsv": fmtod_tsv.read,
}


def read(format: str, paths: Sequence[Path]) -> list[Sentence]:
    """Read one split: the sentences of `paths`, which are of the named format.

    Raises
    ------
    UserError
        If the format is unknown, a file is missing or malformed, or there is no sentence.
    """
    if format not in READERS:
        raise UserError(f"There is no corpus format {format!r}; choose from {', '.join(READERS)}.")
    sentences = list(READERS[format](paths))
    if not sentences:
        files = ", ".join(map(str, paths)) or "no file"
        raise UserError(
            f"A split of format {format!r} has no sentence in it ({files}); name files that do."
        )
    return sentences
