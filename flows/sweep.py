"""The sweep flow: one task a simulation, each in a process of its own; results as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import task_run

from flows.artifacts import (
    PrefectProgress,
    artifact_key,
    progress_artifact,
    results_rows,
    summary_markdown,
)
from flows.fan_out import run_flow, worth_a_retry
from flows.orders import make_orders
from flows.progress import TerminalProgress, Views
from flows.runners import Runner, make_runner
from flows.watch import Watch
from flows.workers import FlowFailed
from tasks.parameters import Parameters, SweepParameters
from tasks.paths import Project
from tasks.provenance import provenance
from tasks.simulation.process import WorkOrder
from tasks.simulation.record import recorded
from tasks.simulation.results import (
    CURVES,
    METADATA,
    STATISTICS,
    SweepResults,
    collect,
    write_results,
)


class Outcome(NamedTuple):
    """What a sweep did: names of the simulations done now, done before, and failed (with why)."""

    done: list[str]
    skipped: list[str]
    failed: dict[str, str]

    def __str__(self) -> str:
        return f"{len(self.done)} simulations done, {len(self.skipped)} were done before"


def run_sweep(
    parameters: Parameters,
    corpus: str,
    architecture: str,
    project: Project,
    stop_after_hours: float | None = None,
) -> Outcome:
    """Run the flow for one corpus and architecture against the Prefect server in force.

    Raises
    ------
    FlowFailed
        When a simulation failed. All others were run, and the results of those that finished
        are in the sweep's folder.
    UserError
        When the parameters name something that does not exist, or the sweep runs already.
    TimeoutError
        After `stop_after_hours`; the same again goes on from there.
    """
    task_runner = make_runner(parameters).task_runner()
    limited = sweep.with_options(timeout_seconds=stop_after_hours and stop_after_hours * 3600)
    return run_flow(limited, task_runner, parameters, corpus, architecture, project.root)


@flow(name="sweep", flow_run_name="{corpus} · {architecture}")
def sweep(parameters: Parameters, corpus: str, architecture: str, root: Path) -> Outcome:
    """Simulate every strategy and seed on one corpus, and write the sweep's folder."""
    project, title = Project(root), f"{corpus} · {architecture}"
    key = artifact_key(corpus, architecture, "progress")
    orders = make_orders(parameters, corpus, architecture, project)
    metadata = {
        "study": parameters.study,
        "parameters": parameters.model_dump(mode="json"),
        **provenance(),
    }
    with (
        recorded(title, orders, project.sweep_record(corpus, architecture)) as record,
        TerminalProgress(title) as terminal,
        PrefectProgress(title, progress_artifact(key, title)) as prefect,
        Watch(orders, metadata, project, Views(terminal, prefect)) as watch,
    ):
        outcome = _simulate_all(orders, make_runner(parameters), parameters.sweep)
        watch.finish()
        results = collect(
            orders, {**metadata, "failed": sorted(outcome.failed)}, parameters.sweep.planned
        )
        folder = project.sweep(corpus, architecture)
        write_results(results, folder)
        watch.track_results(results, [folder / name for name in (CURVES, STATISTICS, METADATA)])
        record.end(outcome.failed)
    try:
        _publish(results)
    finally:  # a server that is gone keeps nobody from being told
        if outcome.failed:
            raise FlowFailed.of("simulations", list(outcome.failed.values()), len(orders), folder)
    return outcome


@task(
    task_run_name="{simulation}",
    retry_condition_fn=worth_a_retry,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def simulate(
    simulation: str,  # noqa: ARG001 (the name is for people)
    call: Callable[[float], Any],
    pauses: Sequence[float],
) -> Any:
    """Perform one simulation, a retry after its pause.

    Prefect's own delay before a retry would go on when the sweep has been stopped.
    """
    retry = task_run.run_count - 2
    pause = pauses[retry] if retry >= 0 else 0.0
    if pause:
        get_run_logger().info("It begins in %g seconds", pause)
    return call(pause)


def _simulate_all(
    orders: Sequence[WorkOrder], runner: Runner, parameters: SweepParameters
) -> Outcome:
    """Perform what is missing, in the order given; first what other simulations stop by."""
    task_ = simulate.with_options(retries=parameters.retries)
    by_journal = {order.journal: order for order in orders}
    skipped = [order.name for order in orders if order.finished()]
    left = [order for order in orders if order.name not in skipped]
    done: list[str] = []
    failed: dict[str, str] = {}
    try:
        runner.prepare(left)
        for wave in (
            [order for order in left if order.reference is None],
            [order for order in left if order.reference is not None],
        ):
            futures: dict[UUID, tuple[WorkOrder, PrefectFuture[Any]]] = {}
            for order in wave:
                # One that failed is told by the simulations that miss it.
                reference = by_journal.get(order.reference) if order.reference else None
                future = runner.submit(task_, order, reference, parameters.retry_delays)
                futures[future.task_run_id] = order, future
            well, broken = _completed(futures, runner)
            done, failed = done + well, failed | broken
    finally:
        runner.stop()
    return Outcome(done, skipped, failed)


def _completed(
    futures: Mapping[UUID, tuple[WorkOrder, PrefectFuture[Any]]], runner: Runner
) -> tuple[list[str], dict[str, str]]:
    """Take in what the tasks return; the names of those done, and of those failed with why."""
    done: list[str] = []
    failed: dict[str, str] = {}
    for future in as_completed([future for _, future in futures.values()]):
        order, returned = futures[future.task_run_id][0], _returned(future)
        if isinstance(returned, BaseException):
            failed[order.name] = str(returned)
        else:
            runner.accept(order, returned)
            done.append(order.name)
    return done, failed


def _returned(future: PrefectFuture[Any]) -> Any:
    """What a task returned, or the exception that ended it."""
    try:
        return future.result(raise_on_failure=False)
    except Exception as error:  # a cluster that lost it for good
        return error


def _publish(results: SweepResults) -> None:
    names = results.metadata["corpus"], results.metadata["architecture"]
    create_table_artifact(
        key=artifact_key(*names, "results"),
        table=results_rows(results),
        description="One row a strategy",
    )
    create_markdown_artifact(
        key=artifact_key(*names, "summary"), markdown=summary_markdown(results)
    )
