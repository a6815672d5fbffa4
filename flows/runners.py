"""Where a sweep's simulations are performed: on this machine, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from prefect import Task
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.dask_runner import DaskRunner, cluster_address
from flows.limits import share_of_gpu
from flows.workers import Workers, make_slots
from tasks.parameters import Parameters
from tasks.simulation.process import WorkOrder


class Runner(Protocol):
    """Has work orders performed as tasks of Prefect."""

    def task_runner(self) -> TaskRunner[Any]:
        """A new task runner of Prefect, for one run of a flow."""

    def prepare(self, orders: Sequence[WorkOrder]) -> None:
        """Get ready for these orders; UserError when they cannot be performed as things are."""

    def submit(
        self,
        task: Task[..., Any],
        order: WorkOrder,
        reference: WorkOrder | None,
        pauses: Sequence[float],
    ) -> PrefectFuture[Any]:
        """Submit `task` with a name, a call that performs the order, and `pauses`.

        The call takes the seconds to pause first: `pauses` has them for each retry. `reference` is
        the full-data run that the order stops by.
        """

    def accept(self, order: WorkOrder, returned: Any) -> None:
        """Take in what the call returned."""

    def stop(self) -> None:
        """End what is running and start no more; what was written stays whole."""


def make_runner(parameters: Parameters) -> Runner:
    """The runner that ``sweep.runner`` names.

    Raises
    ------
    UserError
        When it cannot run here: no such GPU, no address of a cluster, no Dask.
    """
    sweep, device = parameters.sweep, parameters.training.device
    if sweep.runner == "dask":
        return DaskRunner(cluster_address(), sweep.timeout_minutes, device.startswith("cuda"))
    workers = 1 if sweep.runner == "sequential" else sweep.workers
    return LocalRunner(Workers(make_slots(device, workers), sweep.timeout_minutes, share_of_gpu))


class LocalRunner:
    """A process a simulation on this machine, each started by a thread that has a slot."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def task_runner(self) -> TaskRunner[Any]:
        """A thread for every slot."""
        return ThreadPoolTaskRunner(max_workers=self._workers.slots)

    def prepare(self, orders: Sequence[WorkOrder]) -> None:
        """Nothing: the orders are of this machine's data and code."""

    def submit(
        self,
        task: Task[..., Any],
        order: WorkOrder,
        reference: WorkOrder | None,  # noqa: ARG002 (its journal is read here)
        pauses: Sequence[float],
    ) -> PrefectFuture[Any]:
        """Perform it in the first slot that is free."""
        return task.submit(order.name, partial(self._workers.perform, order), pauses)

    def accept(self, order: WorkOrder, returned: Any) -> None:
        """Nothing: the journal was written here."""

    def stop(self) -> None:
        """End every process."""
        self._workers.stop()
