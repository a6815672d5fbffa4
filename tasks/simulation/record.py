"""The record of a started sweep: its simulations, who runs it, how it ended; and its lock."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tasks.addresses import without_password
from tasks.errors import UserError
from tasks.files import damage_told, read_json, write_json
from tasks.locks import Holder, Locked, holder_of, locked
from tasks.simulation.process import WorkOrder, order_from, order_value

DAMAGED = "remove it, the next sweep writes it anew"
PATIENCE_SECONDS = 1.0  # whoever only asks holds the lock for an instant
BOOT = Path("/proc/sys/kernel/random/boot_id")


class Instant(NamedTuple):
    """A moment by the clock that the processes of a machine share and that nobody can set.

    Attributes
    ----------
    machine
        Which machine, and where it tells that, which start of it.
    seconds
        Since an unknown moment, the same for all its processes.
    """

    machine: str
    seconds: float


@dataclass(frozen=True)
class Record:
    """What whoever asks from outside is told about a sweep.

    Attributes
    ----------
    title
        Corpus and architecture.
    orders
        Its simulations; how far each is stands in its journal.
    started, ended
        ISO 8601, UTC; `ended` is None while it runs, and for ever where it was killed.
    rounds_before
        How many rounds of each simulation needed no work any more when it started.
    failed
        Names of the simulations that failed, and why.
    stopped
        What ended it before its simulations were done, None if nothing did.
    began
        The moment that `started` stamps, to measure from; a wall clock jumps.
    """

    title: str
    orders: tuple[WorkOrder, ...]
    started: str
    rounds_before: tuple[int, ...]
    ended: str | None = None
    failed: Mapping[str, str] | None = None
    stopped: str | None = None
    began: Instant | None = None


class OpenRecord:
    """The record of the sweep that this process runs."""

    def __init__(self, record: Record, path: Path) -> None:
        self._record, self._path = record, path
        self._save()

    def end(self, failed: Mapping[str, str] | None = None, stopped: str | None = None) -> None:
        """Write down how the sweep ended, without passwords; only the first end counts."""
        if self._record.ended is None:
            self._record = replace(
                self._record,
                ended=_now(),
                failed=failed and {name: without_password(why) for name, why in failed.items()},
                stopped=stopped and without_password(stopped),
            )
            self._save()

    def _save(self) -> None:
        record = self._record
        simulations = [order_value(order) for order in record.orders]
        write_json(self._path, {**vars(record), "orders": simulations})


@contextmanager
def recorded(title: str, orders: Sequence[WorkOrder], path: Path) -> Iterator[OpenRecord]:
    """Keep the record of a sweep at `path` while the block runs it, and nobody else does.

    Raises
    ------
    UserError
        When another process runs a sweep with the same record.
    """
    try:
        with locked(_lock(path), PATIENCE_SECONDS):
            before = tuple(order.rounds_over() for order in orders)
            began = Record(title, tuple(orders), _now(), before, began=_instant())
            record = OpenRecord(began, path)
            try:
                yield record
            except BaseException as error:
                record.end(stopped=str(error) or f"from outside ({type(error).__name__})")
                raise
    except Locked as error:
        raise UserError(
            f"a sweep of {title} runs here already ({error.holder}): wait for it, or stop it; "
            "`skillpath status` tells how far it is"
        ) from error


def read_record(path: Path) -> tuple[Record, Holder | None]:
    """A record, and the process that runs the sweep now; None where none does.

    Raises
    ------
    UserError
        When the file is damaged.
    """
    value: dict[str, Any] = read_json(path, DAMAGED)
    with damage_told(path, DAMAGED):
        groups = {
            "orders": tuple(order_from(one) for one in value["orders"]),
            "rounds_before": tuple(value["rounds_before"]),
            "began": _instant_from(value.get("began")),
        }
        record = Record(**{**value, **groups})
        if not record.orders or not all(order.specification for order in record.orders):
            raise ValueError("a sweep has simulations")
    return record, holder_of(_lock(path))


def seconds_since(moment: Instant | None) -> float | None:
    """Seconds since a moment; None where it is unknown, or another machine's."""
    now = _instant()
    if moment is None or moment.machine != now.machine:
        return None
    return now.seconds - moment.seconds


def _instant() -> Instant:
    try:
        machine = BOOT.read_text(encoding="ascii").strip()
    except OSError:  # only Linux has it
        machine = socket.gethostname()
    return Instant(machine, time.monotonic())


def _instant_from(value: Any) -> Instant | None:
    return None if value is None else Instant(str(value[0]), float(value[1]))


def _lock(path: Path) -> Path:
    return path.with_suffix(".lock")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
