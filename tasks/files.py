"""Writing files so that a reader never sees half of one, and telling what a reader cannot read."""

from __future__ import annotations

import csv
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tokenize import TokenError
from typing import Any
from zipfile import BadZipFile

from tasks.errors import UserError

AGAIN = "run the stage that writes it again, or everything with `dvc repro`"
LONGEST_REASON = 200

# What reading a file raises that somebody has cut, changed or put in the place of another: of
# the system, of its format, and of a content that has not the keys and types that are due.
_DAMAGE = (
    OSError,
    *(ValueError, EOFError, BadZipFile, zlib.error, csv.Error, NotImplementedError),
    *(LookupError, TypeError, AttributeError, OverflowError, RecursionError, MemoryError),
    *(SyntaxError, TokenError),  # of NumPy, which reads an array's header as Python's literals
)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an OSError say which file it is about, which one of writing does not."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; rename it over `path` when the block succeeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with naming(path):
            yield temporary
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text atomically, creating the folder if needed."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, value: Any) -> None:
    """Write `value` as indented JSON, keys in their given order, atomically."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def read_json(path: Path, remedy: str = AGAIN) -> Any:
    """Read a JSON file.

    Raises
    ------
    UserError
        When it is missing or is no JSON; the message names it, the line and `remedy`.
    """
    with damage_told(path, remedy):
        return json.loads(path.read_text(encoding="utf-8"))


@contextmanager
def damage_told(
    path: Path, remedy: str = AGAIN, also: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Around the body of a reader: whatever a damaged file raises becomes one sentence.

    Parameters
    ----------
    remedy
        What to do about it.
    also
        Exceptions of a library that reads the file.

    Raises
    ------
    UserError
        When the block raises something of that kind; the message names the file.
    """
    damage: tuple[type[Exception], ...] = (*_DAMAGE, *also)
    try:
        yield
    except FileNotFoundError as error:
        raise UserError(f"{error.filename or path} is missing: {remedy}") from error
    except json.JSONDecodeError as error:
        raise UserError(f"{path}:{error.lineno}: not JSON ({error.msg}): {remedy}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not text in UTF-8: {remedy}") from error
    except damage as error:
        raise UserError(f"{path} cannot be read ({_reason(error)}): {remedy}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    words = " ".join(str(error).split())
    told = words if len(words) <= LONGEST_REASON else f"{words[:LONGEST_REASON]} …"
    return f"{type(error).__name__}: {told}" if isinstance(error, LookupError) else told or "empty"
