"""Keeping a fitted recommender as one ``.npz`` file of plain arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from tasks.advisor.registry import Recommender
from tasks.files import damage_told, replacing

PACKAGE = "tasks.advisor."
REMEDY = "run `skillpath evaluate` first, or everything with `dvc repro`"
SPARSE = ("data", "indices", "indptr", "shape")


def save_recommender(path: Path, recommender: Recommender) -> None:
    """Write a recommender whose parts are arrays, sparse rows, numbers, or made of such.

    Those that hold a topic model are not: the model has files of its own, see
    `tasks.topics.model`, and `read_topic_space` puts them together.

    Raises
    ------
    TypeError
        When it has parts of another type.
    """
    arrays = dict(_flat("", recommender))
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def load_recommender(path: Path) -> Recommender:
    """Read what `save_recommender` wrote.

    Raises
    ------
    UserError
        When the file is missing or was not written by this version.
    """
    with damage_told(path, REMEDY, (ImportError,)):  # of a class that is no longer there
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return _built(_nested(arrays))


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    from scipy.sparse import csr_matrix

    if isinstance(value, csr_matrix):
        yield from ((f"{name}.{part}", np.asarray(getattr(value, part))) for part in SPARSE)
    elif isinstance(value, np.ndarray | int | float):
        yield name, np.asarray(value)
    elif is_dataclass(value) and type(value).__module__.startswith(PACKAGE):
        yield f"{name}.class", np.asarray(f"{type(value).__module__}:{type(value).__name__}")
        for field in fields(value):
            yield from _flat(f"{name}.{field.name}", getattr(value, field.name))
    else:
        raise TypeError(f"{name} is a {type(value).__name__}, which has no place in arrays")


def _nested(arrays: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, array in arrays.items():
        *above, last = name.removeprefix(".").split(".")
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[last] = array
    return tree


def _built(tree: Any) -> Any:
    from scipy.sparse import csr_matrix

    if not isinstance(tree, dict):
        return tree if tree.ndim else tree.item()
    if tree.keys() == set(SPARSE):
        parts = (tree["data"], tree["indices"], tree["indptr"])
        return csr_matrix(parts, shape=tuple(tree["shape"].tolist()))
    module, _, name = str(tree.pop("class")).partition(":")
    if not module.startswith(PACKAGE):
        raise ValueError(f"{module} holds no recommender")
    kind = getattr(import_module(module), name)
    if not (isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module):
        raise ValueError(f"{module}:{name} is no recommender")  # nothing else is ever called
    return kind(**{part: _built(one) for part, one in tree.items()})
