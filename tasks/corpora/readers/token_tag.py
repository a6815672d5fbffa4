"""One utterance a line: `token:TAG token:TAG … <=> intent`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.corpora.readers.lines import checked_tag, malformed, numbered_lines
from tasks.corpora.sentence import Sentence

SEPARATOR = "<=>"


def read(paths: Sequence[Path]) -> Iterator[Sentence]:
    """Yield the sentences of `paths`; the intent is not kept.

    A tag stands behind its token's last colon (`::O` is a tagged colon). The format
    writes `/` in a type as `__`, which is undone. Blank lines are skipped.

    Raises
    ------
    UserError
        At a line without ` <=> ` or without tokens, or with a token that has no good tag.
    """
    for path in paths:
        for number, line in numbered_lines(path):
            items = line.split()
            if items:
                yield _sentence(items, path, number)


def _sentence(items: list[str], path: Path, number: int) -> Sentence:
    if SEPARATOR not in items:
        raise malformed(path, number, f"there is no {SEPARATOR!r} before the intent")
    pairs = [_token_and_tag(item, path, number) for item in items[: items.index(SEPARATOR)]]
    if not pairs:
        raise malformed(path, number, f"there is no token before {SEPARATOR!r}")
    return Sentence(tuple(token for token, _ in pairs), tuple(tag for _, tag in pairs))


def _token_and_tag(item: str, path: Path, number: int) -> tuple[str, str]:
    token, _, tag = item.rpartition(":")
    if not token:
        raise malformed(path, number, f"{item!r} is not of the form token:TAG")
    return token, checked_tag(tag.replace("__", "/"), path, number)
