"""The column format of the CoNLL shared tasks: a token a line, a blank line between sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tasks.corpora.readers.lines import checked_tag, malformed, numbered_lines
from tasks.corpora.sentence import Sentence

DOCUMENT_MARK = "-DOCSTART-"


def read(paths: Sequence[Path]) -> Iterator[Sentence]:
    """Yield the sentences of `paths`: the token in the first column, the tag in the last.

    There are two or more columns, separated by white space, as many in each line of a
    file. A `-DOCSTART-` line ends a sentence and is dropped.

    Raises
    ------
    UserError
        At a line with one column, with another number of columns, or with a bad tag.
    """
    for path in paths:
        yield from sentences(_without_document_marks(numbered_lines(path)), path)


def sentences(lines: Iterable[tuple[int, str]], path: Path) -> Iterator[Sentence]:
    """Yield the sentences of numbered lines; `path` is what a refusal names."""
    tokens: list[str] = []
    tags: list[str] = []
    columns = 0
    for number, line in lines:
        fields = line.split()
        if fields:
            columns = columns or max(2, len(fields))
            if len(fields) != columns:
                reason = f"columns: {len(fields)}, expected {columns} (token first, tag last)"
                raise malformed(path, number, reason)
            tokens.append(fields[0])
            tags.append(checked_tag(fields[-1], path, number))
        elif tokens:
            yield Sentence(tuple(tokens), tuple(tags))
            tokens, tags = [], []
    if tokens:
        yield Sentence(tuple(tokens), tuple(tags))


def _without_document_marks(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for number, line in lines:
        yield number, "" if line.split()[:1] == [DOCUMENT_MARK] else line
