"""The file that the query model is kept in: one archive of NumPy arrays, quick to load."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tasks.files import damage_told
from tasks.salary.archives import (
    REMEDY,
    Arrays,
    network_arrays,
    networks_of,
    read_archive,
    ridge_arrays,
    ridge_of,
    vocabularies_of,
    vocabulary_arrays,
    widening_arrays,
    widening_of,
    write_archive,
)
from tasks.salary.query_model import QueryModel, Variant
from tasks.vacancies.vacancy import EXPERIENCES, SCHEDULES

MODEL = "query_model.npz"


def save_query_model(model: QueryModel, folder: Path) -> None:
    """Write ``query_model.npz`` into `folder`, atomically."""
    arrays = {"given": np.array(list(model.variants)), **vocabulary_arrays(model.vocabularies)}
    for name, variant in model.variants.items():
        arrays |= widening_arrays(name, variant.widening)
        arrays |= ridge_arrays(name, variant.ridge)
        arrays |= network_arrays(name, variant.networks)
    arrays["cells"] = np.array(
        [[model.cells.get((one, other), 0) for other in EXPERIENCES] for one in SCHEDULES]
    )
    write_archive(folder / MODEL, arrays)


def load_query_model(folder: Path) -> QueryModel:
    """Read what `save_query_model` wrote.

    Raises
    ------
    UserError
        When it is missing or was not written by this version.
    """
    arrays = read_archive(folder / MODEL)
    with damage_told(folder / MODEL, REMEDY):
        variants = {name: _variant(arrays, name) for name in arrays["given"].tolist()}
        cells = {
            (schedule, experience): int(arrays["cells"][row, column])
            for row, schedule in enumerate(SCHEDULES)
            for column, experience in enumerate(EXPERIENCES)
        }
        return QueryModel(vocabularies_of(arrays), variants, cells)


def _variant(arrays: Arrays, name: str) -> Variant:
    return Variant(networks_of(arrays, name), ridge_of(arrays, name), widening_of(arrays, name))
