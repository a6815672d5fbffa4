"""What all readers share: numbered lines of a text file, and the refusal of one."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from tasks.corpora.iob import parse_tag
from tasks.errors import UserError


def numbered_lines(path: Path, *, strip_mark: bool = True) -> Iterator[tuple[int, str]]:
    r"""Yield the lines of a UTF-8 file, from number 1, without their ends (\n, \r\n or \r).

    A byte order mark at the start is dropped unless `strip_mark` is false.

    Raises
    ------
    UserError
        If the file cannot be read or a line is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}; check the path.") from error
    if strip_mark:
        content = content.removeprefix(codecs.BOM_UTF8)
    # Only these three end a line: `str.splitlines` would also cut at U+2028 and its like.
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n")
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            yield number, line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise malformed(path, number, "this is not UTF-8; save the file as UTF-8") from error


def malformed(path: Path, number: int, reason: str) -> UserError:
    """The refusal of one line; `reason` says what is wrong and what would be right."""
    return UserError(f"{path}, line {number}: {reason}.")


def checked_tag(tag: str, path: Path, number: int) -> str:
    """`tag` itself, or a UserError that names its file and line if it is no chunk tag."""
    try:
        parse_tag(tag)
    except ValueError as error:
        raise malformed(path, number, str(error)) from error
    return tag
