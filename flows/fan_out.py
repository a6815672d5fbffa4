"""Fans jobs out inside a Prefect flow: a task a job, each in a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from prefect import Flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.logging.handlers import APILogHandler
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.progress import JobsStanding, TerminalProgress
from flows.workers import FlowFailed, Slot, Workers, make_slots
from tasks.jobs import Job
from tasks.parameters import Parameters
from tasks.paths import Project

SHOW_SECONDS = 1.0
Result = TypeVar("Result")


class FanOut:
    """Performs jobs on the slots of this machine; those that are done already are skipped."""

    def __init__(self, title: str, slots: Sequence[Slot], retries: int) -> None:
        self._title = title
        self._slots = slots
        self._retries = retries

    def perform(self, jobs: Sequence[Job]) -> list[Any]:
        """Perform the jobs, inside a flow; return their results in the order given.

        Equal jobs are performed once.

        Raises
        ------
        FlowFailed
            When a job failed. All others were performed and are not done again.
        """
        workers = Workers(self._slots)
        left = list({job.folder: job for job in jobs if not job.finished()}.values())

        @task(
            task_run_name="{name}",
            retries=self._retries,
            retry_delay_seconds=1,
            retry_condition_fn=worth_a_retry,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
        def perform(name: str, index: int) -> None:  # noqa: ARG001 (the name is for people)
            workers.perform(left[index])

        futures = [perform.submit(job.name, index) for index, job in enumerate(left)]
        with _Showing(self._title, lambda: sum(job.finished() for job in jobs), len(jobs)):
            try:
                wait(futures)
            finally:
                workers.stop()
        failed = [
            str(future.state.result(raise_on_failure=False))
            for future in futures
            if not future.state.is_completed()
        ]
        if failed:
            raise FlowFailed.of("jobs", failed, len(jobs))
        return [job.result() for job in jobs]


class _Showing:
    """Shows how many jobs are done for as long as it is entered."""

    def __init__(self, title: str, count: Callable[[], int], jobs: int) -> None:
        self._title, self._count, self._jobs = title, count, jobs
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._show, name="progress", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _show(self) -> None:
        with TerminalProgress(self._title) as view:
            over = False
            while True:
                view.show(JobsStanding(self._count(), self._jobs))
                if over:
                    return
                over = self._end.wait(SHOW_SECONDS)


def run_stage(
    flow: Flow[[Parameters, Path], Result], parameters: Parameters, project: Project
) -> Result:
    """Run a stage's flow against the Prefect server in force, with a thread a core or more.

    Raises
    ------
    FlowFailed
        When a job failed. All others were performed and are not done again.
    """
    slots = max(cores(), boosting_slots(parameters), key=len)
    task_runner: Any = ThreadPoolTaskRunner(max_workers=len(slots))
    return run_flow(flow, task_runner, parameters, project.root)


def cores() -> list[Slot]:
    """A slot a core that this process may use."""
    return make_slots("cpu", "auto")


def boosting_slots(parameters: Parameters) -> list[Slot]:
    """Shares of the GPUs where boosting is to use them, else a slot a core."""
    return make_slots(parameters.salary.device, "auto", "salary.device")


def run_flow(flow: Flow[..., Result], task_runner: TaskRunner[Any], *arguments: Any) -> Result:
    """Run a Prefect flow with this task runner."""
    try:
        return flow.with_options(task_runner=task_runner)(*arguments)
    finally:
        APILogHandler().flush()  # the server may stop as soon as this returns


def worth_a_retry(_task: object, _run: object, state: Any) -> bool:
    """Whether doing the same again may help; a user's mistake stays one."""
    return getattr(state.result(raise_on_failure=False), "can_be_retried", False)
