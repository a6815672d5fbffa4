"""JSON lines that outlive a kill: whole lines are kept, a half-written last one is cut off."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tasks.errors import UserError


def cut_half_line(path: Path) -> None:
    """Shorten the file, where there is one, to the end of its last whole line."""
    if not path.exists():
        return
    with path.open("rb+") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            begin = max(0, end - (1 << 16))
            file.seek(begin)
            newline = file.read(end - begin).rfind(b"\n")
            end = begin if newline < 0 else begin + newline + 1
            if newline >= 0:
                break
        file.truncate(end)


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number, from 1, and the object of each line; nothing where there is no file.

    Raises
    ------
    UserError
        When a line holds no JSON object.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            if not isinstance(value, dict):
                raise UserError(f"{path}, line {number} is no JSON object: delete the line")
            yield number, value


def write_line(file: IO[bytes], value: dict[str, Any]) -> None:
    """Append `value` as one line and hand it to the operating system."""
    # A lone surrogate has no UTF-8 form; its backslash form is JSON's own.
    text = json.dumps(value, ensure_ascii=False)
    file.write(text.encode("utf-8", "backslashreplace") + b"\n")
    file.flush()
