"""Two parallel files, `seq.in` and `seq.out`: an utterance's tokens, its tags on the same line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from tasks.corpora.readers.lines import checked_tag, malformed, numbered_lines
from tasks.corpora.sentence import Sentence
from tasks.errors import UserError


def read(paths: Sequence[Path]) -> Iterator[Sentence]:
    """Yield the sentences of `paths`: the file of tokens, then the file of tags.

    Lines that are blank in both files are skipped.

    Raises
    ------
    UserError
        If there are not two files, or a line has not as many tags as tokens, or a bad tag.
    """
    if len(paths) != 2:
        names = ", ".join(map(str, paths)) or "none"
        raise UserError(
            f"The format 'parallel' reads two files a split, tokens then tags; given: {names}."
        )
    token_file, tag_file = paths
    pairs = zip_longest(_rows(token_file), _rows(tag_file), fillvalue=())
    for number, (tokens, tags) in enumerate(pairs, start=1):
        if len(tokens) != len(tags):
            reason = f"{len(tags)} tags for the {len(tokens)} tokens in the same line of "
            raise malformed(tag_file, number, f"{reason}{token_file}; there must be as many")
        if tokens:
            yield Sentence(tokens, tuple(checked_tag(tag, tag_file, number) for tag in tags))


def _rows(path: Path) -> Iterator[tuple[str, ...]]:
    for _, line in numbered_lines(path):
        yield tuple(line.split())
