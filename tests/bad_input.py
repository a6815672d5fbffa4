"""What becomes of files that are cut, changed or mistaken for others, and what a reader owes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tasks.errors import UserError

Read = Callable[[], object]

CONTENTS = {
    "empty": b"",
    "a page of an error": b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n",
    "not UTF-8": "работа;зарплата\n".encode("cp1251"),
    "zeros": bytes(600),
    "another JSON": b"[3]\n",
    "an empty object": b"{}\n",
    "no value": b"null\n",
    "deep": b"[" * 100_000,
    "an archive of nothing": b"PK\x05\x06" + bytes(18),
    "Parquet's ends": b"PAR1" + bytes(40) + b"PAR1",
}
ODD_TEXTS = ["", "-1", "nan", "inf", "1e999", "many", "0x10", '"', "a,b", "\u2028", "9" * 30]
GONE: Any = object()
ODD_VALUES = [GONE, None, True, -1, 0.5, 10**30, float("nan"), float("inf"), "", "x", [], {}, [{}]]


@contextmanager
def restored(path: Path) -> Iterator[bytes]:
    """The content of a file, which stands there again afterwards, whatever was done meanwhile."""
    content = path.read_bytes()
    try:
        yield content
    finally:
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
        path.write_bytes(content)


def only_a_sentence(read: Read, path: Path) -> None:
    """Read; if that is refused, then in one sentence that names the file or its folder."""
    try:
        read()
    except UserError as error:
        told = str(error)
        assert "\n" not in told
        assert path.name in told or str(path.parent) in told, told
        assert ":" in told or ";" in told, f"{told}: no remedy"


def check_damage(read: Read, path: Path) -> None:
    """Every kind of damage at once: other contents, half a file, none, a folder, a broken disk."""
    with restored(path) as content:
        contents = {**CONTENTS, "half": content[: len(content) // 2], "most": content[:-3]}
        for damaged in contents.values():
            path.write_bytes(damaged)
            only_a_sentence(read, path)
        path.unlink()
        only_a_sentence(read, path)
        path.mkdir()
        only_a_sentence(read, path)
        path.rmdir()
        path.symlink_to("/proc/self/mem")  # can be opened by anybody, and read by nobody
        only_a_sentence(read, path)


@st.composite
def changed_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with a piece cut out, and another in its place."""
    begin = draw(st.integers(0, len(content)))
    length = draw(st.integers(0, 40) | st.just(len(content)))
    return content[:begin] + draw(st.binary(max_size=6)) + content[begin + length :]


@st.composite
def changed_json(draw: st.DrawFn, content: bytes) -> bytes:
    """The value with an odd one somewhere inside, or something left out."""
    value = json.loads(content)
    places = list(_places(value))
    place = draw(st.sampled_from(places))
    return json.dumps(_changed(value, place, draw(st.sampled_from(ODD_VALUES)))).encode()


def _places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands; of a long list or mapping, the first and the last."""
    names = list(value) if isinstance(value, dict) else list(range(len(value)))
    for name in names if len(names) < 12 else (*names[:3], names[-1]):
        yield (*above, name)
        if isinstance(value[name], dict | list):
            yield from _places(value[name], (*above, name))


def _changed(value: Any, place: Sequence[Any], new: Any) -> Any:
    first, *rest = place
    if rest:
        value[first] = _changed(value[first], rest, new)
    elif new is GONE:
        del value[first]
    else:
        value[first] = new
    return value


@st.composite
def changed_csv(draw: st.DrawFn, content: bytes) -> bytes:
    """The table with an odd text in some cell, a cell too many or too few, or a line twice."""
    rows = list(csv.reader(io.StringIO(content.decode())))
    row = draw(st.integers(0, len(rows) - 1))
    column = draw(st.integers(0, len(rows[row]) - 1))
    match draw(st.sampled_from(["cell", "more", "less", "twice"])):
        case "cell":
            rows[row][column] = draw(st.sampled_from(ODD_TEXTS))
        case "more":
            rows[row].insert(column, "1")
        case "less":
            del rows[row][column]
        case "twice":
            rows.insert(row, rows[row])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@st.composite
def changed_npz(draw: st.DrawFn, content: bytes) -> bytes:
    """The archive without an array, or with another in its place."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    name = draw(st.sampled_from(sorted(arrays)))
    array = arrays.pop(name)
    others = [None, array[..., :1] if array.ndim else array[None], np.array("x"), np.zeros((2, 3))]
    other = draw(st.sampled_from(others))
    if other is not None:
        arrays[name] = other
    changed = io.BytesIO()
    np.savez(changed, allow_pickle=False, **arrays)
    return changed.getvalue()


def changes_of(path: Path) -> st.SearchStrategy[bytes]:
    """What may become of this file: any bytes changed, and of a format that is known, values."""
    content = path.read_bytes()
    known = {".json": changed_json, ".csv": changed_csv, ".npz": changed_npz}.get(path.suffix)
    return changed_bytes(content) | known(content) if known else changed_bytes(content)


def check_changes(read: Read, path: Path, data: st.DataObject) -> None:
    """One drawn change of one file."""
    changed = data.draw(changes_of(path))
    with restored(path):
        path.write_bytes(changed)
        only_a_sentence(read, path)
