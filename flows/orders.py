"""The work orders that parameters ask for."""

from __future__ import annotations

from tasks.errors import UserError
from tasks.parameters import Parameters
from tasks.paths import Project
from tasks.simulation.process import WorkOrder, order_work


def make_orders(
    parameters: Parameters, corpus: str, architecture: str, project: Project
) -> list[WorkOrder]:
    """The work orders of one corpus and architecture, the longest first.

    Raises
    ------
    UserError
        When there is no such corpus or architecture, or an earlier stage has not run yet.
    """
    try:
        return order_work(
            parameters.specifications(corpus, architecture),
            project.corpus(corpus),
            project.vectors(corpus),
            project.simulations,
            parameters.training.device.partition(":")[0],  # which GPU is the slot's business
        )
    except FileNotFoundError as error:
        raise UserError(
            f"{error.filename} is missing: run `skillpath normalise --corpus {corpus}` and "
            f"`skillpath embed --corpus {corpus}` first, or everything with `dvc repro`"
        ) from error
