"""The sweep flow: one task a simulation, each in a process of its own; results as files."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait

from flows.artifacts import results_rows, summary_markdown
from flows.fan_out import run_flow, worth_a_retry
from flows.orders import make_orders
from flows.progress import ProgressView, TerminalProgress, standing
from flows.workers import FlowFailed, Workers, make_slots
from tasks.parameters import Parameters
from tasks.paths import Project
from tasks.provenance import provenance
from tasks.simulation.process import WorkOrder
from tasks.simulation.results import (
    CURVES,
    METADATA,
    STATISTICS,
    SweepResults,
    collect,
    count_train_words,
    simulation_files,
    write_results,
)
from tasks.tracking.store import experiment_id, open_store, store_errors
from tasks.tracking.sweep import SweepTracker, open_tracker

POLL_SECONDS = 0.5
TRACK_EVERY = 10


class Outcome(NamedTuple):
    """What a sweep did: names of the simulations done now, done before, and failed (with why)."""

    done: list[str]
    skipped: list[str]
    failed: dict[str, str]


def run_sweep(parameters: Parameters, corpus: str, architecture: str, project: Project) -> Outcome:
    """Run the flow for one corpus and architecture against the Prefect server in force.

    Raises
    ------
    FlowFailed
        When a simulation failed. All others were run, and the results of those that finished
        are in the sweep's folder.
    UserError
        When the parameters name something that does not exist.
    """
    slots = make_slots(parameters.training.device, parameters.sweep.workers)
    return run_flow(sweep, slots, parameters, corpus, architecture, project.root)


@flow(name="sweep", flow_run_name="{corpus} · {architecture}")
def sweep(parameters: Parameters, corpus: str, architecture: str, root: Path) -> Outcome:
    """Simulate every strategy and seed on one corpus, and write the sweep's folder."""
    project = Project(root)
    orders = {
        order.specification.name: order
        for order in make_orders(parameters, corpus, architecture, project)
    }
    workers = Workers(make_slots(parameters.training.device, parameters.sweep.workers))

    @task(
        task_run_name="{simulation}",
        retries=parameters.sweep.retries,
        retry_delay_seconds=1,
        retry_condition_fn=worth_a_retry,
        cache_policy=NO_CACHE,
        persist_result=False,
    )
    def simulate(simulation: str) -> None:
        workers.perform(orders[simulation])

    metadata = {
        "study": parameters.study,
        "parameters": parameters.model_dump(mode="json"),
        **provenance(),
    }
    skipped = [name for name, order in orders.items() if order.finished()]
    with (
        TerminalProgress(f"{corpus} · {architecture}") as view,
        Watch(list(orders.values()), metadata, project, view) as watch,
    ):
        try:
            futures = {name: simulate.submit(name) for name in orders if name not in skipped}
            wait(list(futures.values()))
        finally:
            workers.stop()
        failed = {
            name: str(future.state.result(raise_on_failure=False))
            for name, future in futures.items()
            if not future.state.is_completed()
        }
        watch.finish()
        results = collect(list(orders.values()), {**metadata, "failed": sorted(failed)})
        folder = project.sweep(corpus, architecture)
        write_results(results, folder)
        watch.track_results(results, [folder / name for name in (CURVES, STATISTICS, METADATA)])
    _publish(results)
    if failed:
        raise FlowFailed.of("simulations", list(failed.values()), len(orders))
    return Outcome([name for name in futures if name not in failed], skipped, failed)


class Watch:
    """Follows the journals while a sweep runs: shows progress, and logs rounds to MLflow.

    Only its thread talks to MLflow, so a store is never written to from two sides. MLflow is a
    view: when it fails, the sweep goes on and says so.
    """

    def __init__(
        self,
        orders: Sequence[WorkOrder],
        metadata: Mapping[str, Any],
        project: Project,
        view: ProgressView,
    ) -> None:
        self._orders = orders
        self._metadata = metadata
        self._project = project
        self._view = view
        self._tracker: SweepTracker | None = None
        self._tracking = True
        self._sizes = [-1] * len(orders)
        self._rounds = [0] * len(orders)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="watch", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        """Look a last time and stop following."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def track_results(self, results: SweepResults, artifacts: Sequence[Path]) -> None:
        """Log the finished sweep to MLflow."""
        self._attempt(lambda: self._open_tracker().log_results(results, artifacts))

    def _follow(self) -> None:
        polls = 0
        while True:
            over = self._end.wait(POLL_SECONDS if polls else 0)
            self._look()
            if over or polls % TRACK_EVERY == 0:
                self._attempt(self._track)
            polls += 1
            if over:
                return

    def _look(self) -> None:
        for index, order in enumerate(self._orders):
            size = order.journal.stat().st_size if order.journal.exists() else 0
            if size != self._sizes[index]:
                self._sizes[index] = size
                self._rounds[index] = order.rounds_done()
        self._view.show(standing(self._orders, self._rounds))

    def _track(self) -> None:
        tracker = self._open_tracker()
        for order in self._orders:
            files = simulation_files(order)
            if files is not None:
                tracker.log_simulation(files)

    def _open_tracker(self) -> SweepTracker:
        if self._tracker is None:
            first = self._orders[0]
            client = open_store(self._project)
            experiment = experiment_id(client, self._project, first.specification.corpus)
            metadata = {
                **self._metadata,
                "train_words": count_train_words(first.corpus),
                "vectors": first.specification.vectors,
            }
            headers = [order.header for order in self._orders]
            self._tracker = open_tracker(client, experiment, headers, metadata)
        return self._tracker

    def _attempt(self, log: Callable[[], None]) -> None:
        if not self._tracking:
            return
        try:
            log()
        except store_errors() as error:
            self._tracking = False
            reason = str(error).partition("\n")[0]
            self._view.note(
                f"MLflow cannot be written to ({reason}): "
                "the sweep goes on; run `skillpath track` when it can"
            )


def _publish(results: SweepResults) -> None:
    name = f"{results.metadata['corpus']}-{results.metadata['architecture']}"
    key = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
    create_table_artifact(
        key=f"{key}-results", table=results_rows(results), description="One row a strategy"
    )
    create_markdown_artifact(key=f"{key}-summary", markdown=summary_markdown(results))
