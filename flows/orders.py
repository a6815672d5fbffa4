"""The work orders that parameters ask for."""

from __future__ import annotations

from tasks.parameters import Parameters
from tasks.paths import Project
from tasks.simulation.process import WorkOrder, order_work


def make_orders(
    parameters: Parameters, corpus: str, architecture: str, project: Project
) -> list[WorkOrder]:
    """The work orders of one corpus and architecture, the longest first."""
    return order_work(
        parameters.specifications(corpus, architecture),
        project.corpus(corpus),
        project.vectors(corpus),
        project.simulations,
        parameters.training.device,
    )
