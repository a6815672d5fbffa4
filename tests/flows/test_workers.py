"""Simulations in processes of their own: how many at a time, and what happens when one dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from made_up_work import do_rounds, made_up_orders
from waiting import wait_for

from flows import workers
from flows.workers import Slot, Workers, WorkFailed, make_slots, start, visible_gpus
from tasks.errors import UserError
from tasks.simulation.process import WorkOrder, read_order

CPU = Slot(None)
WAITS = "import os; os.read(0, 1); os._exit(1)"  # until its standard input closes


class MadeUpProcesses:
    """Stands in for `flows.workers.start`: real processes, made-up work."""

    def __init__(self) -> None:
        self.scripts: dict[str, str] = {}
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        self.slots: list[Slot] = []
        self.most_at_once = 0
        self._lock = threading.Lock()

    def start(self, order: WorkOrder, slot: Slot) -> subprocess.Popen[bytes]:
        order.folder.mkdir(parents=True, exist_ok=True)
        name = order.specification.slug
        script = self.scripts.get(name)
        if script is None:
            do_rounds(order)
        with order.log.open("ab") as log, self._lock:
            process = subprocess.Popen(
                [sys.executable, "-c", script or "import time; time.sleep(0.1)"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            self.started[name] = process
            self.slots.append(slot)
            running = sum(one.poll() is None for one in self.started.values())
            self.most_at_once = max(self.most_at_once, running)
        return process


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> MadeUpProcesses:
    made_up = MadeUpProcesses()
    monkeypatch.setattr(workers, "start", made_up.start)
    return made_up


@pytest.fixture
def orders(tmp_path: Path) -> list[WorkOrder]:
    return made_up_orders(tmp_path, ["random", "mnlp", "wbadge"], [0, 1])


def test_no_more_run_at_a_time_than_there_are_slots(
    processes: MadeUpProcesses, orders: list[WorkOrder]
) -> None:
    pool = Workers([Slot("0"), Slot("1")])
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(pool.perform, orders))
    assert processes.most_at_once == 2
    assert len(processes.started) == 6
    assert set(processes.slots) == {Slot("0"), Slot("1")}
    assert all(order.finished() for order in orders)


def test_a_killed_process_fails_alone_and_is_named(
    processes: MadeUpProcesses, orders: list[WorkOrder]
) -> None:
    victim = orders[2]
    processes.scripts["mnlp-seed0"] = f"print('epoch 3', flush=True); {WAITS}"
    pool = Workers([CPU, CPU])
    with ThreadPoolExecutor(6) as threads:
        futures = {
            order.specification.slug: threads.submit(pool.perform, order) for order in orders
        }
        killed = wait_for(lambda: processes.started.get("mnlp-seed0"))
        wait_for(lambda: victim.log.exists() and victim.log.read_text())
        killed.kill()
    errors = {name: future.exception() for name, future in futures.items()}
    error = errors.pop("mnlp-seed0")
    assert set(errors.values()) == {None}
    assert isinstance(error, WorkFailed)
    assert str(error) == (
        f"sample · tagger · mnlp · seed 0: killed by signal 9: epoch 3 (log: {victim.log})"
    )
    assert error.can_be_retried
    pool.perform(orders[0])  # its slot was given back


@pytest.mark.parametrize(
    ("script", "told", "again"),
    [
        ("print('a'); raise KeyError('gone')", "exit status 1: KeyError: 'gone'", True),
        ("raise SystemExit(2)", "exit status 2: it said nothing", False),
        ("print('no GPU here'); print(); raise SystemExit(2)", "status 2: no GPU here", False),
        ("pass", "exit status 0: it said nothing", True),  # without having finished
    ],
)
def test_a_failure_tells_how_it_ended_and_what_it_said_last(
    script: str, told: str, again: bool, processes: MadeUpProcesses, orders: list[WorkOrder]
) -> None:
    processes.scripts["random-seed0"] = script
    with pytest.raises(WorkFailed, match=r"^sample · tagger · random · seed 0: ") as caught:
        Workers([CPU]).perform(orders[0])
    assert told in str(caught.value)
    assert caught.value.can_be_retried == again


def test_stop_ends_what_runs_and_starts_no_more(
    processes: MadeUpProcesses, orders: list[WorkOrder]
) -> None:
    processes.scripts |= {order.specification.slug: WAITS for order in orders}
    pool = Workers([CPU, CPU])
    with ThreadPoolExecutor(6) as threads:
        futures = [threads.submit(pool.perform, order) for order in orders]
        wait_for(lambda: len(processes.started) == 2)
        pool.stop()
        wait_for(lambda: all(future.done() for future in futures), 10)
    assert len(processes.started) == 2
    assert all(process.returncode is not None for process in processes.started.values())
    errors = [future.exception() for future in futures]
    assert all(isinstance(error, WorkFailed) for error in errors)
    assert all(str(error).endswith(": the flow was stopped") for error in errors)
    assert not any(getattr(error, "can_be_retried", True) for error in errors)
    with pytest.raises(WorkFailed, match="the flow was stopped"):
        pool.perform(orders[0])


def test_a_process_that_hangs_is_ended_and_goes_on_from_its_journal_when_tried_again(
    processes: MadeUpProcesses, orders: list[WorkOrder]
) -> None:
    order = orders[0]
    do_rounds(order, upto=2)
    before = order.journal.read_bytes()
    processes.scripts["random-seed0"] = "print('epoch 3', flush=True); import time; time.sleep(600)"
    pool = Workers([CPU], timeout_minutes=2 / 60)
    with pytest.raises(WorkFailed) as caught:
        pool.perform(order)
    assert str(caught.value) == (
        "sample · tagger · random · seed 0: stopped after sweep.timeout_minutes (0.0333333): "
        f"epoch 3 (log: {order.log})"
    )
    assert caught.value.can_be_retried
    assert processes.started["random-seed0"].returncode == -9
    assert order.journal.read_bytes() == before
    processes.scripts.clear()
    pool.perform(order)  # the slot was given back
    assert order.journal.read_bytes().startswith(before)


def test_a_failure_keeps_what_it_is_when_its_machine_is_named() -> None:
    for again in (True, False):
        failure = WorkFailed("a: exit status 1: b (log: /c)", again).on("far")
        assert (str(failure), failure.can_be_retried) == (
            "a: exit status 1: b (log: /c) on far",
            again,
        )


def environment_of(process: int) -> dict[str, str]:
    """Variables of a process; empty while it is being started."""
    text = Path(f"/proc/{process}/environ").read_text()
    return dict(line.split("=", 1) for line in text.split("\0") if "=" in line)


def test_a_simulation_gets_one_thread_and_the_device_of_its_slot(orders: list[WorkOrder]) -> None:
    for slot, device in ((CPU, ""), (Slot("3"), "3")):
        process = start(orders[0], slot)
        environment = wait_for(partial(environment_of, process.pid))
        assert environment["CUDA_VISIBLE_DEVICES"] == device
        threads = {environment[f"{name}_NUM_THREADS"] for name in ("OMP", "MKL", "OPENBLAS")}
        assert threads == {"1"}
        assert os.getpgid(process.pid) != os.getpgid(0)  # a Ctrl-C does not reach it
        process.kill()
        process.wait()
    assert read_order(orders[0].folder / "work.json").header == orders[0].header


def test_a_real_simulation_ends_when_its_standard_input_closes(orders: list[WorkOrder]) -> None:
    process = start(orders[0], CPU)
    wait_for(lambda: b"tasks.simulation" in Path(f"/proc/{process.pid}/cmdline").read_bytes())
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(30) == 1
    assert orders[0].log.read_text() == ""  # left to itself it complains of the made-up corpus


@pytest.fixture
def gpus(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes it look as if these GPUs were visible."""
    return lambda names: monkeypatch.setenv("CUDA_VISIBLE_DEVICES", names)


@pytest.mark.parametrize(
    ("device", "count", "visible", "expected"),
    [
        ("cpu", 3, "0,1", [None] * 3),
        ("auto", 3, "", [None] * 3),
        ("auto", 3, "-1", [None] * 3),
        ("auto", "auto", "", [None] * len(os.sched_getaffinity(0))),
        ("cpu", "auto", "0", [None] * len(os.sched_getaffinity(0))),
        ("auto", "auto", "0", ["0"] * 4),
        ("auto", "auto", "0,5", ["0", "5"] * 4),
        ("cuda", 3, "GPU-a,GPU-b", ["GPU-a", "GPU-b", "GPU-a"]),
        ("cuda:0", 2, "4,5", ["4", "4"]),
        ("cuda:1", 2, "4,5", ["5", "5"]),
        ("cuda:1", "auto", "4,5", ["5"] * 4),
    ],
)
def test_slots_are_what_device_and_workers_ask_for(
    device: str,
    count: int | str,
    visible: str,
    expected: list[str | None],
    gpus: Callable[[str], None],
) -> None:
    gpus(visible)
    assert [slot.gpu for slot in make_slots(device, count)] == expected


@pytest.mark.parametrize(("device", "visible"), [("cuda", ""), ("cuda:0", ""), ("cuda:2", "0,1")])
def test_a_gpu_that_is_not_there_is_told(
    device: str, visible: str, gpus: Callable[[str], None]
) -> None:
    gpus(visible)
    with pytest.raises(UserError, match=f"^params.yaml: training.device is {device}, but"):
        make_slots(device, 1)


def test_gpus_are_counted_where_nobody_chose_some(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert visible_gpus() == []
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'GPU 0: A (UUID: x)'\necho 'GPU 1: A (UUID: y)'\necho other\n")
    tool.chmod(0o755)
    assert visible_gpus() == ["0", "1"]
    tool.write_text("#!/bin/sh\necho 'no driver'\nexit 9\n")
    assert visible_gpus() == []
