"""Parts of salary models as NumPy arrays under names, and the archives that hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.files import damage_told, replacing
from tasks.salary.intervals import Widening
from tasks.salary.network import Network
from tasks.salary.ridge import Ridge
from tasks.salary.vectors import TfIdf
from tasks.vacancies.vacancy import EXPERIENCES

Arrays = dict[str, NDArray[Any]]
REMEDY = "run `skillpath salary` first, or everything with `dvc repro`"


def write_archive(path: Path, arrays: Arrays) -> None:
    """Write an ``.npz``, atomically."""
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def read_archive(path: Path) -> Arrays:
    """Read what `write_archive` wrote; no code in it is executed.

    Raises
    ------
    UserError
        When it is missing or no such archive.
    """
    with damage_told(path, REMEDY), np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def vocabulary_arrays(vocabularies: Mapping[str, TfIdf]) -> Arrays:
    """What `vocabularies_of` needs."""
    arrays: Arrays = {"vocabularies": np.array(list(vocabularies))}
    for name, vocabulary in vocabularies.items():
        arrays[f"{name}.terms"] = np.array(list(vocabulary.columns))
        arrays[f"{name}.weights"] = vocabulary.weights
    return arrays


def vocabularies_of(arrays: Arrays) -> dict[str, TfIdf]:
    """The vocabularies of an archive, by name."""
    return {
        name: TfIdf(
            {term: column for column, term in enumerate(arrays[f"{name}.terms"].tolist())},
            arrays[f"{name}.weights"],
        )
        for name in arrays["vocabularies"].tolist()
    }


def ridge_arrays(name: str, ridge: Ridge) -> Arrays:
    """What `ridge_of` needs."""
    return {
        f"{name}.coefficients": ridge.coefficients,
        f"{name}.intercept": np.array(ridge.intercept),
    }


def ridge_of(arrays: Arrays, name: str) -> Ridge:
    """The ridge called `name`."""
    return Ridge(arrays[f"{name}.coefficients"], float(arrays[f"{name}.intercept"]))


def network_arrays(name: str, networks: Sequence[Network]) -> Arrays:
    """What `networks_of` needs."""
    arrays: Arrays = {f"{name}.networks": np.array(len(networks))}
    for member, network in enumerate(networks):
        arrays |= network.arrays(f"{name}.{member}")
    return arrays


def networks_of(arrays: Arrays, name: str) -> tuple[Network, ...]:
    """The networks called `name`."""
    members = range(int(arrays[f"{name}.networks"]))
    return tuple(Network.from_arrays(arrays, f"{name}.{member}") for member in members)


def widening_arrays(name: str, widening: Widening) -> Arrays:
    """What `widening_of` needs."""
    by = [widening.groups.get(one, widening.others) for one in EXPERIENCES]
    return {f"{name}.widening": np.array(by), f"{name}.others": np.array(widening.others)}


def widening_of(arrays: Arrays, name: str) -> Widening:
    """The widening called `name`, whose groups are experiences."""
    groups = dict(zip(EXPERIENCES, arrays[f"{name}.widening"].tolist(), strict=True))
    return Widening(groups, float(arrays[f"{name}.others"]))
