"""Short hashes of what decides a result: its parameters, its data, and the code that makes it."""

from __future__ import annotations

import ast
import hashlib
import json
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent
PARSINGS = 5


def fingerprint(value: Any) -> str:
    """The key of a JSON value, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:20]


def md5(path: Path) -> str:
    """The MD5 of a file's content, as DVC writes it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def hash_of_code(files: Iterable[Path]) -> str:
    """A hash of Python files, in their given order.

    It is taken over syntax trees without docstrings, so comments and layout do not count.
    """
    digest = hashlib.sha256()
    for file in files:
        digest.update(_without_docstrings(file.read_text(encoding="utf-8")).encode())
    return digest.hexdigest()[:20]


def files_behind(module: str) -> list[Path]:
    """The files of this package that importing ``tasks.…`` may read, through any chain of imports.

    Imports inside functions count; what a package's own ``__init__`` imports does too.
    """
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        file = _file_of(waiting.pop())
        if file is not None and file not in found:
            found.add(file)
            waiting += _imports(file.read_text(encoding="utf-8"))
    return sorted(found)


def _file_of(module: str) -> Path | None:
    path = PACKAGE.joinpath(*module.split(".")[1:])
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return file
    return None


@cache
def _imports(source: str) -> tuple[str, ...]:
    found: list[str] = []
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Import):
            found += (one.name for one in node.names if one.name.startswith("tasks."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tasks"):
            found += [str(node.module), *(f"{node.module}.{one.name}" for one in node.names)]
    return tuple(found)


@cache
def _without_docstrings(source: str) -> str:
    tree = _parsed(source)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:]
    return ast.dump(tree)


def _parsed(source: str) -> ast.Module:
    """The syntax tree of a source.

    Python 3.11 counts the depth of all threads' trees in one place: a thread that builds another
    tree while this one waits makes it fail (python/cpython#106905), the next time hardly.
    """
    for _ in range(PARSINGS - 1):
        try:
            return ast.parse(source)
        except SystemError:
            time.sleep(0.01)
    return ast.parse(source)
