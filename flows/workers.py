"""Runs simulations and jobs in processes of their own, as many at a time as there are slots."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple, Protocol

from tasks.errors import UserError
from tasks.settings import GPUS

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
    def of(
        cls, what: str, reasons: Sequence[str], total: int, folder: Path | None = None
    ) -> FlowFailed:
        """Tell how many of a flow's `what` failed, each one's reason, and where the rest is."""
        listing = "\n".join(f"  {reason}" for reason in reasons)
        rest = f"\nthe results of the other {total - len(reasons)} are in {folder}"
        return cls(
            f"{len(reasons)} of {total} {what} failed; run the same again to do only these:\n"
            f"{listing}{rest if folder else ''}"
        )


class WorkFailed(RuntimeError):
    """A process ended without finishing its work; it crosses the network, so it holds text only."""

    def __init__(self, message: str, can_be_retried: bool = True) -> None:
        super().__init__(message)
        self.can_be_retried = can_be_retried

    @classmethod
    def of(cls, work: Work, status: int) -> WorkFailed:
        """Tell how the process ended and what it said last."""
        ending = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
        return cls(_told(work, ending), status != USERS_MISTAKE)

    @classmethod
    def late(cls, work: Work, minutes: float) -> WorkFailed:
        """Tell that it took too long."""
        return cls(_told(work, f"stopped after sweep.timeout_minutes ({minutes:g})"))

    @classmethod
    def stopped(cls, work: Work) -> WorkFailed:
        """Tell that nobody wants it any more; it is not tried again."""
        return cls(f"{work.name}: the flow was stopped", can_be_retried=False)

    def on(self, machine: str) -> WorkFailed:
        """The same failure with the name of the machine where its log is."""
        return WorkFailed(f"{self} on {machine}", self.can_be_retried)


def _told(work: Work, ending: str) -> str:
    lines = work.log.read_text(encoding="utf-8", errors="replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    return f"{work.name}: {ending}: {said} (log: {work.log})"


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
    named = GPUS.value()
    if named is not None:
        return [name for name in named.split(",") if name and name != "-1"]
    if not shutil.which("nvidia-smi"):
        return []
    listing = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, check=False)
    lines = [line for line in listing.stdout.splitlines() if line.startswith("GPU ")]
    return [str(index) for index in range(len(lines))]


Admission = Callable[[Slot, Callable[[], bool]], AbstractContextManager[None]]


def _everybody(slot: Slot, stopped: Callable[[], bool]) -> AbstractContextManager[None]:  # noqa: ARG001
    return nullcontext()


class Workers:
    """Performs works, each in a process of its own that ends with this one.

    Parameters
    ----------
    slots
        Places for processes; no more run at a time.
    timeout_minutes
        How long one process may take; None for as long as it likes.
    admission
        Entered with a work's slot, and a function that tells whether all was stopped, for as
        long as the process runs: what several flows share is waited for there.
    """

    def __init__(
        self,
        slots: Sequence[Slot],
        timeout_minutes: float | None = None,
        admission: Admission = _everybody,
    ) -> None:
        self.slots = len(slots)
        self._slots: queue.SimpleQueue[Slot] = queue.SimpleQueue()
        for slot in slots:
            self._slots.put(slot)
        self._timeout_minutes = timeout_minutes
        self._admission = admission
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def perform(self, work: Work, pause: float = 0.0) -> None:
        """Perform one work, waiting for a slot first.

        Parameters
        ----------
        pause
            Seconds to wait before that; a stop ends it.

        Raises
        ------
        WorkFailed
            When the process ends without having finished, takes too long, or all was stopped;
            the message names the work, says how it ended, and where its log is.
        """
        self._stopped.wait(pause)
        slot = self._slots.get()
        try:
            with self._admission(slot, self._stopped.is_set):
                self._perform(work, slot)
        finally:
            self._slots.put(slot)

    def _perform(self, work: Work, slot: Slot) -> None:
        with self._lock:
            if self._stopped.is_set():
                raise WorkFailed.stopped(work)
            process = start(work, slot)
            self._running.add(process)
        try:
            status = self._wait(work, process)
        finally:
            with self._lock:
                self._running.discard(process)
        if status != 0 or not work.finished():
            if self._stopped.is_set():
                raise WorkFailed.stopped(work)
            raise WorkFailed.of(work, status)

    def _wait(self, work: Work, process: subprocess.Popen[bytes]) -> int:
        minutes = self._timeout_minutes
        try:
            return process.wait(None if minutes is None else minutes * 60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise WorkFailed.late(work, minutes or 0) from None
        finally:
            if process.stdin:
                process.stdin.close()

    def stop(self) -> None:
        """End every running process and start no more; what they wrote stays whole."""
        with self._lock:
            self._stopped.set()
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
