"""The file that the query model is kept in: one archive of NumPy arrays, quick to load."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tasks.errors import UserError
from tasks.files import replacing
from tasks.salary.intervals import Widening
from tasks.salary.network import Network
from tasks.salary.query_model import QueryModel, Variant
from tasks.salary.ridge import Ridge
from tasks.salary.vectors import TfIdf
from tasks.vacancies.vacancy import EXPERIENCES, SCHEDULES

MODEL = "query_model.npz"


def save_query_model(model: QueryModel, folder: Path) -> None:
    """Write ``query_model.npz`` into `folder`, atomically."""
    arrays: dict[str, np.ndarray] = {"given": np.array(list(model.variants))}
    arrays["vocabularies"] = np.array(list(model.vocabularies))
    for name, vocabulary in model.vocabularies.items():
        arrays[f"{name}.terms"] = np.array(list(vocabulary.columns))
        arrays[f"{name}.weights"] = vocabulary.weights
    for name, variant in model.variants.items():
        arrays[f"{name}.widening"] = np.array(
            [variant.widening.groups.get(one, variant.widening.others) for one in EXPERIENCES]
        )
        arrays[f"{name}.others"] = np.array(variant.widening.others)
        arrays[f"{name}.coefficients"] = variant.ridge.coefficients
        arrays[f"{name}.intercept"] = np.array(variant.ridge.intercept)
        arrays[f"{name}.networks"] = np.array(len(variant.networks))
        for member, network in enumerate(variant.networks):
            arrays |= network.arrays(f"{name}.{member}")
    arrays["cells"] = np.array(
        [[model.cells.get((one, other), 0) for other in EXPERIENCES] for one in SCHEDULES]
    )
    with replacing(folder / MODEL) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def load_query_model(folder: Path) -> QueryModel:
    """Read what `save_query_model` wrote.

    Raises
    ------
    UserError
        When it is missing.
    """
    path = folder / MODEL
    if not path.is_file():
        raise UserError(
            f"{path} is missing: run `skillpath salary` first, or everything with `dvc repro`"
        )
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    vocabularies = {
        name: TfIdf(
            {term: column for column, term in enumerate(arrays[f"{name}.terms"].tolist())},
            arrays[f"{name}.weights"],
        )
        for name in arrays["vocabularies"].tolist()
    }
    variants = {name: _read_variant(arrays, name) for name in arrays["given"].tolist()}
    cells = {
        (schedule, experience): int(arrays["cells"][row, column])
        for row, schedule in enumerate(SCHEDULES)
        for column, experience in enumerate(EXPERIENCES)
    }
    return QueryModel(vocabularies, variants, cells)


def _read_variant(arrays: Mapping[str, np.ndarray], name: str) -> Variant:
    groups = dict(zip(EXPERIENCES, arrays[f"{name}.widening"].tolist(), strict=True))
    networks = tuple(
        Network.from_arrays(arrays, f"{name}.{member}")
        for member in range(int(arrays[f"{name}.networks"]))
    )
    ridge = Ridge(arrays[f"{name}.coefficients"], float(arrays[f"{name}.intercept"]))
    return Variant(networks, ridge, Widening(groups, float(arrays[f"{name}.others"])))
