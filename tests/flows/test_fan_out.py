"""Jobs fanned out by a real Prefect server: each done once, failures named, the rest kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_study import CHECKOUT, processes_with
from waiting import wait_for

from flows.workers import FlowFailed, Slot
from tasks.jobs import Job, order_job

pytestmark = pytest.mark.slow

MODULE = """
import os, signal, time
from tasks.errors import UserError

def calls(folder):
    with open(folder / "calls", "a") as file:
        file.write("x")
    return (folder / "calls").stat().st_size

def number(folder, *, value, seconds=0.0):
    time.sleep(seconds)
    return {"value": value, "calls": calls(folder)}

def refuse(folder):
    raise UserError(f"mend the table {calls(folder)}")

def fall(folder):
    return [][calls(folder)]

def die(folder, *, times):
    done = calls(folder)
    if done <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return done
"""

Perform = Callable[..., list[Any]]


@pytest.fixture
def perform(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Perform]:
    """Performs jobs inside a flow, and leaves no process behind."""
    from prefect import flow
    from prefect.task_runners import ThreadPoolTaskRunner

    from flows.fan_out import FanOut, run_flow

    (tmp_path / "made_up_jobs.py").write_text(MODULE)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(CHECKOUT)]))
    monkeypatch.setenv("MARKER", str(tmp_path))

    def run(*jobs: Job, retries: int = 1) -> list[Any]:
        slots = [Slot(None)] * 2

        @flow(name="made up", flow_run_name=str(tmp_path))
        def made_up() -> list[Any]:
            return FanOut("made up", slots, retries).perform(jobs)

        return run_flow(made_up, ThreadPoolTaskRunner(max_workers=len(slots)))

    yield run
    wait_for(lambda: not processes_with(f"MARKER={tmp_path}"), 10)


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """Orders a made-up job."""

    def order(name: str, function: str, **arguments: Any) -> Job:
        return order_job(tmp_path / "jobs", name, f"made_up_jobs:{function}", [], **arguments)

    return order


def calls(job: Job) -> int:
    return (job.folder / "calls").stat().st_size


def test_results_come_in_the_order_of_the_jobs_and_nothing_is_done_twice(
    perform: Perform,
    job: Callable[..., Job],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, TaskRunFilter

    seconds = (0.8, 0.0, 0.4, 0.0)
    jobs = [
        job(f"job {value}", "number", value=value, seconds=pause)
        for value, pause in enumerate(seconds)
    ]
    expected = [{"value": value, "calls": 1} for value in range(4)]
    assert perform(*jobs) == expected
    assert capsys.readouterr().out.splitlines()[-1] == "made up: jobs 4/4 · left 0 s"
    assert perform() == []
    assert perform(*jobs) == expected
    more = job("job 4", "number", value=4)
    assert perform(*reversed(jobs), more) == [*reversed(expected), {"value": 4, "calls": 1}]

    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=FlowRunFilter(name={"any_": [str(tmp_path)]}))
        tasks = client.read_task_runs(
            task_run_filter=TaskRunFilter(flow_run_id={"any_": [run.id for run in runs]})
        )
    assert {run.state_name for run in runs} == {"Completed"}
    assert sorted((task.name, task.state_name) for task in tasks) == [
        (f"job {value}", "Completed") for value in range(5)
    ]


def test_equal_jobs_are_done_once_and_each_gets_the_result(
    perform: Perform, job: Callable[..., Job]
) -> None:
    twins = [job(f"twin {number}", "number", value=7, seconds=0.3) for number in range(4)]
    assert perform(*twins) == [{"value": 7, "calls": 1}] * 4


def test_what_fails_is_named_and_the_others_are_kept(
    perform: Perform, job: Callable[..., Job]
) -> None:
    first, refused = job("first", "number", value=1), job("refused", "refuse")
    fallen, last = job("fallen", "fall"), job("last", "number", value=2)
    for again in (1, 2):
        with pytest.raises(FlowFailed) as caught:
            perform(first, refused, fallen, last)
        told, *reasons = str(caught.value).splitlines()
        assert told == "2 of 4 jobs failed; run the same again to do only these:"
        assert reasons == [
            f"  refused: exit status 2: mend the table {again} (log: {refused.log})",
            f"  fallen: exit status 1: IndexError: list index out of range (log: {fallen.log})",
        ]
        assert (first.result(), last.result()) == (
            {"value": 1, "calls": 1},
            {"value": 2, "calls": 1},
        )
        assert calls(refused) == again  # the user's mistake would stay one
        assert calls(fallen) == 2 * again


def test_a_killed_process_is_tried_again_as_often_as_allowed(
    perform: Perform, job: Callable[..., Job]
) -> None:
    once, always = job("once", "die", times=1), job("always", "die", times=9)
    assert perform(once) == [2]
    with pytest.raises(FlowFailed) as caught:
        perform(once, always)
    assert str(caught.value).splitlines()[1:] == [
        f"  always: killed by signal 9: it said nothing (log: {always.log})"
    ]
    assert (calls(once), calls(always)) == (2, 2)


def test_without_retries_a_killed_process_fails_at_once(
    perform: Perform, job: Callable[..., Job]
) -> None:
    victim = job("victim", "die", times=1)
    with pytest.raises(FlowFailed, match="victim: killed by signal 9"):
        perform(victim, retries=0)
    assert calls(victim) == 1
    assert perform(victim, retries=0) == [2]
