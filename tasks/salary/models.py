"""The salary models of a vacancy by their names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tasks.errors import UserError
from tasks.salary.baseline import fit_cells
from tasks.salary.estimates import SalaryModel
from tasks.salary.report_model import fit_report
from tasks.salary.rows import Row
from tasks.salary.vacancy_model import fit_blend, fit_ridge_model

Fit = Callable[[Sequence[Row], int, bool, str], SalaryModel]

MODELS: dict[str, Fit] = {
    "median": lambda rows, seed, grouped, device: fit_cells(rows),  # noqa: ARG005
    "report": lambda rows, seed, grouped, device: fit_report(rows, device),  # noqa: ARG005
    "ridge": lambda rows, seed, grouped, device: fit_ridge_model(rows),  # noqa: ARG005
    "blend": fit_blend,
}


def fit_model(
    name: str, rows: Sequence[Row], seed: int = 0, grouped: bool = True, device: str = "cpu"
) -> SalaryModel:
    """Fit the model called `name` to paid rows; see `fit_blend` for the other arguments.

    Raises
    ------
    UserError
        When there is no such model.
    """
    if name not in MODELS:
        raise UserError(f"no salary model is called {name!r}: choose of {', '.join(MODELS)}")
    return MODELS[name](rows, seed, grouped, device)
