"""Following journals on a share that is gone for a moment: nothing ends, and it is told once."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from made_up_work import METADATA, do_rounds, made_up_orders
from waiting import wait_for

from flows import mlflow_thread, watch
from flows.progress import Standing
from flows.watch import Watch
from tasks.errors import UserError
from tasks.paths import Project
from tasks.simulation.process import WorkOrder

STALE = OSError(errno.ESTALE, "Stale file handle")


class Seen:
    """A view that remembers what it was shown; `trouble` is what showing meets."""

    def __init__(self) -> None:
        self.standings: list[str] = []
        self.notes: list[str] = []
        self.trouble: Callable[[], None] = lambda: None

    def show(self, standing: Standing) -> None:
        self.trouble()
        self.standings.append(str(standing))

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def orders(tmp_path: Path) -> list[WorkOrder]:
    return made_up_orders(tmp_path, ["random"], [0, 1])


@pytest.fixture
def follow(
    seen: Seen, orders: list[WorkOrder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    """Follows the orders in a hurry, without MLflow."""
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(mlflow_thread.MlflowThread, "start", lambda _: None)
    with Watch(orders, METADATA, Project(tmp_path), seen) as watching:
        yield watching


@pytest.mark.parametrize("trouble", [STALE, UserError("journal.jsonl cannot be read: move it")])
def test_a_journal_that_cannot_be_read_for_a_moment_is_looked_at_again(
    seen: Seen,
    orders: list[WorkOrder],
    follow: Watch,
    trouble: Exception,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(order: WorkOrder) -> NoReturn:
        raise trouble

    with monkeypatch.context() as away:
        away.setattr(WorkOrder, "rounds_over", fail)
        do_rounds(orders[0], upto=3)
        shown = len(seen.standings)
        wait_for(lambda: len(seen.standings) > shown + 3)
    wait_for(lambda: seen.standings[-1] == "runs 0/2 · rounds 3/8")
    do_rounds(orders[1])
    follow.finish()
    assert seen.standings[-1] == "runs 1/2 · rounds 7/8"
    assert seen.notes == [f"progress may lag behind, the sweep goes on ({trouble})"]


def test_a_terminal_that_is_gone_for_a_moment_ends_nothing(
    seen: Seen, orders: list[WorkOrder], follow: Watch
) -> None:
    asked = []

    def gone() -> NoReturn:
        asked.append(True)
        raise BrokenPipeError

    seen.trouble = gone
    wait_for(lambda: len(asked) > 2)
    seen.trouble = lambda: None
    do_rounds(orders[0])
    follow.finish()
    assert seen.standings[-1] == "runs 1/2 · rounds 4/8"
