"""Performs a sweep's simulations on a Dask cluster, and takes in their rounds as they are done.

What a simulation has done so far is kept by Dask's scheduler, as metadata of its task: the worker
writes it there after every round, the sweep's process reads it, and so does the worker that goes
on when the first one has died. The scheduler drops it when the task is forgotten, however the
sweep ends.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.workers import Workers, WorkFailed, make_slots
from tasks.errors import UserError
from tasks.locks import Locked
from tasks.paths import Project
from tasks.settings import CLUSTER, ROOT
from tasks.simulation.parcel import Parcel, accept, misfit, pack, unpack
from tasks.simulation.process import WorkOrder

if TYPE_CHECKING:
    from distributed import Client
    from prefect import Task
    from prefect.futures import PrefectFuture
    from prefect.task_runners import TaskRunner

POLL_SECONDS = 1.0


class DaskRunner:
    """A process a simulation on the workers of a cluster that runs already.

    A worker performs as many at a time as it has threads, in the project's folder there. It may
    share that folder with the sweep, or have a checkout of its own with the same data: parcels
    carry the journals in both directions. A worker that dies is noticed by the scheduler, and
    another one goes on with the simulation.
    """

    def __init__(self, address: str, timeout_minutes: float | None, gpu: bool) -> None:
        self._address = address
        self._timeout_minutes = timeout_minutes
        self._gpu = gpu
        self._following: _Following | None = None

    def task_runner(self) -> TaskRunner[Any]:
        """A client of the cluster."""
        from prefect_dask import DaskTaskRunner

        return DaskTaskRunner(address=self._address)

    def prepare(self, orders: Sequence[WorkOrder]) -> None:
        """Ask every worker for the data and the code of the orders, and begin to follow them.

        One that lacks them would fail simulations quicker than all others perform them.

        Raises
        ------
        UserError
            When a worker has not got them.
        """
        if not orders:
            return
        from distributed import Client

        client = Client(self._address, set_as_default=False)
        self._following = _Following(client)
        _check_workers(client, orders)

    def submit(
        self,
        task: Task[..., Any],
        order: WorkOrder,
        reference: WorkOrder | None,
        pauses: Sequence[float],
    ) -> PrefectFuture[Any]:
        """Send it to a worker; where GPUs are demanded, to one that offers them."""
        import dask

        full = None if reference is None else pack(reference)
        call = OnWorker(pack(order), full, self._timeout_minutes)
        # As workers offer them: `dask worker --resources GPU=N`.
        with dask.annotate(resources={"GPU": 1}) if self._gpu else nullcontext():
            future: Any = task.submit(order.name, call, pauses)
        if self._following:
            self._following.add(future.wrapped_future.key, order)
        return future

    def accept(self, order: WorkOrder, returned: Any) -> None:
        """Write the journal down, unless the worker has done so in a shared folder."""
        accept(returned, order)

    def stop(self) -> None:
        """Look a last time; workers notice that nobody waits for their results any more."""
        if self._following:
            self._following.end()


class _Following:
    """Takes in the rounds of simulations that run elsewhere, every second or so."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._orders: dict[str, WorkOrder] = {}
        self._rounds: dict[str, int] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="following", daemon=True)
        self._thread.start()

    def add(self, key: str, order: WorkOrder) -> None:
        """Follow the order that Dask's task `key` performs."""
        self._orders[key] = order

    def end(self) -> None:
        """Look a last time and follow no more."""
        self._over.set()
        self._thread.join()
        self._client.close()

    def _follow(self) -> None:
        while True:
            over = self._over.wait(POLL_SECONDS)
            with suppress(OSError):  # the scheduler is away
                self._look()
            if over:
                return

    def _look(self) -> None:
        for key, order in list(self._orders.items()):
            rounds = self._client.get_metadata([key, "rounds"], 0)
            if rounds > self._rounds.get(key, 0):
                self._take_in(key, order)
                self._rounds[key] = rounds

    def _take_in(self, key: str, order: WorkOrder) -> None:
        parcel = published(self._client, key, Parcel(order.header, order.device))
        # Whoever holds the lock writes that very journal: a worker that shares the folder.
        with suppress(Locked):
            accept(parcel, order, patience=0.0)


@dataclass(frozen=True)
class OnWorker:
    """Performs a parcel, after a pause of some seconds, on the Dask worker that calls it.

    Attributes
    ----------
    parcel
        The simulation.
    reference
        The full-data run that it stops by.
    timeout_minutes
        Of the simulation's process.
    """

    parcel: Parcel
    reference: Parcel | None
    timeout_minutes: float | None

    def __call__(self, pause: float = 0.0) -> Parcel:
        task = _DaskTask()
        order = unpack(task.published(self.parcel), _project(), self.reference)
        workers = Workers(make_slots(order.device, 1), self.timeout_minutes)
        try:
            with _attended(task, order, workers):
                workers.perform(order, pause)
        except WorkFailed as failure:
            raise failure.on(socket.gethostname()) from None
        return pack(order)


class _DaskTask:
    """The task of Dask that this thread performs."""

    def __init__(self) -> None:
        from distributed import get_client, get_worker
        from distributed.worker import thread_state

        self._tasks = get_worker().state.tasks
        self._client = get_client()
        self._key: str = thread_state.key

    def wanted(self) -> bool:
        """Whether anybody waits for it.

        Where a flow was stopped or killed its client is gone, and Dask has forgotten the task.
        """
        task = self._tasks.get(self._key)
        return task is not None and task.state != "cancelled"

    def publish(self, order: WorkOrder) -> None:
        """Have the scheduler keep what is done of an order."""
        rounds, parcel = order.rounds_done(), pack(order)
        done = {"rounds": rounds, "journal": parcel.journal, "timings": parcel.timings}
        self._client.set_metadata([self._key], done)

    def published(self, parcel: Parcel) -> Parcel:
        """A parcel with what another worker has done of it since it was packed."""
        return published(self._client, self._key, parcel)


def published(client: Client, key: str, parcel: Parcel) -> Parcel:
    """A parcel with what was published last by whoever performs it in Dask's task `key`."""
    done = client.get_metadata([key], None)
    if done is None:
        return parcel
    return Parcel(parcel.header, parcel.device, done["journal"], done["timings"])


@contextmanager
def _attended(task: _DaskTask, order: WorkOrder, workers: Workers) -> Iterator[None]:
    """Publish each round that is done; stop the workers when nobody wants the task any more."""
    over = threading.Event()

    def attend() -> None:
        published = order.rounds_done()
        while True:
            last = over.wait(POLL_SECONDS)
            if not task.wanted():
                workers.stop()
                return
            with suppress(OSError, UserError):  # the scheduler or a share is away for a moment
                rounds = order.rounds_done()
                if rounds > published:
                    task.publish(order)
                    published = rounds
            if last:
                return

    thread = threading.Thread(target=attend, name="attending", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _check_workers(client: Client, orders: Sequence[WorkOrder]) -> None:
    parcels = [Parcel(order.header, order.device) for order in orders]
    answers: dict[str, Any] = client.run(_misfit, parcels, on_error="return")
    misfits = [f"{worker}: {answer}" for worker, answer in answers.items() if answer is not None]
    if misfits:
        raise UserError(
            f"{len(misfits)} of {len(answers)} workers of the Dask cluster cannot perform this "
            f"sweep, mend or stop them ({'; '.join(misfits)})"
        )


async def _misfit(parcels: Sequence[Parcel]) -> str | None:
    """On a worker: why it cannot perform the parcels, None if it can; its other work goes on."""
    return await asyncio.to_thread(misfit, parcels, _project())


def _project() -> Project:
    return Project(Path(ROOT.value() or ""))


def cluster_address() -> str:
    """The address of the cluster's scheduler.

    Raises
    ------
    UserError
        When none is named, none answers there, or Dask is not installed.
    """
    address = CLUSTER.value()
    if not address:
        raise UserError(
            f"params.yaml: sweep.runner is dask, but {CLUSTER.name} names no cluster: start one "
            "with `dask scheduler` and `dask worker ADDRESS`, and set it to the scheduler's address"
        )
    try:
        import prefect_dask  # noqa: F401
        from distributed import Client
    except ImportError as error:
        raise UserError(
            "params.yaml: sweep.runner is dask, which is not installed: "
            "pip install 'skillpath[dask]'"
        ) from error
    try:
        Client(address, timeout="10s", set_as_default=False).close()
    except (OSError, ValueError) as error:
        raise UserError(
            f"no Dask scheduler answers at {CLUSTER.name}={address}: start it with `dask scheduler`"
        ) from error
    return address
