"""Runs simulations and jobs in processes of their own, as many at a time as there are slots."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from tasks.errors import UserError

SIMULATIONS_PER_GPU = 4
USERS_MISTAKE = 2


class Slot(NamedTuple):
    """A place for one process: the CPU (`gpu` is None), or a share of one GPU."""

    gpu: str | None


class Work(Protocol):
    """Something that a process does, and that can tell from its files whether it is done."""

    @property
    def name(self) -> str:
        """How people call it."""

    @property
    def log(self) -> Path:
        """Where the process's output goes."""

    def finished(self) -> bool:
        """Whether nothing is left to do."""

    def command(self) -> list[str]:
        """Write the order down; return the module and its arguments that perform it."""


class FlowFailed(RuntimeError):
    """Some of a flow's work failed; what the rest of it made is kept."""

    @classmethod
    def of(cls, what: str, reasons: Sequence[str], total: int) -> FlowFailed:
        """Tell how many of a flow's `what` failed, and each one's reason."""
        listing = "\n".join(f"  {reason}" for reason in reasons)
        return cls(
            f"{len(reasons)} of {total} {what} failed; run the same again to do only these:\n"
            f"{listing}"
        )


class WorkFailed(RuntimeError):
    """A process ended without finishing its work."""

    def __init__(self, work: Work, status: int) -> None:
        ending = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
        lines = work.log.read_text(encoding="utf-8", errors="replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
        super().__init__(f"{work.name}: {ending}: {said} (log: {work.log})")
        self.can_be_retried = status != USERS_MISTAKE


def make_slots(device: str, workers: int | str, named: str = "training.device") -> list[Slot]:
    """The places for processes that a device, called `named`, and a number of workers give.

    ``auto`` is one worker a core this process may use, or `SIMULATIONS_PER_GPU` on every GPU.

    Raises
    ------
    UserError
        When `device` asks for a GPU that is not there.
    """
    gpus = [] if device == "cpu" else visible_gpus()
    kind, _, number = device.partition(":")
    if kind == "cuda" and len(gpus) <= int(number or 0):
        raise UserError(
            f"params.yaml: {named} is {device}, but {len(gpus)} GPUs are visible here: "
            "use auto or cpu"
        )
    if number:
        gpus = [gpus[int(number)]]
    if gpus:
        count = SIMULATIONS_PER_GPU * len(gpus) if workers == "auto" else int(workers)
        return [Slot(gpus[index % len(gpus)]) for index in range(count)]
    return [Slot(None)] * (usable_cores() if workers == "auto" else int(workers))


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not everywhere
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def visible_gpus() -> list[str]:
    """The indices or names of the NVIDIA GPUs that a process started here would see."""
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is not None:
        return [name for name in named.split(",") if name and name != "-1"]
    if not shutil.which("nvidia-smi"):
        return []
    listing = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, check=False)
    lines = [line for line in listing.stdout.splitlines() if line.startswith("GPU ")]
    return [str(index) for index in range(len(lines))]


class Workers:
    """Performs works, each in a process of its own that ends with this one."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self._slots: queue.SimpleQueue[Slot] = queue.SimpleQueue()
        for slot in slots:
            self._slots.put(slot)
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def perform(self, work: Work) -> None:
        """Perform one work, waiting for a slot first.

        Raises
        ------
        WorkFailed
            When the process ends without having finished; the message names the work,
            says how it ended, and where its log is.
        """
        slot = self._slots.get()
        try:
            with self._lock:
                if self._stopped:
                    raise RuntimeError(f"{work.name}: the flow was stopped")
                process = start(work, slot)
                self._running.add(process)
            status = process.wait()
            with self._lock:
                self._running.discard(process)
            if process.stdin:
                process.stdin.close()
            if status != 0 or not work.finished():
                raise WorkFailed(work, status)
        finally:
            self._slots.put(slot)

    def stop(self) -> None:
        """End every running process and start no more; what they wrote stays whole."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                if process.stdin:
                    process.stdin.close()


def start(work: Work, slot: Slot) -> subprocess.Popen[bytes]:
    """Start the process of one work with one thread and the slot's device."""
    command = work.command()
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": slot.gpu or "",
        "PYTHONUNBUFFERED": "1",
    }
    with work.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
