"""MLflow away for a while or for good, silent or slow: what is logged, what is told, who waits."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
from made_up_work import METADATA, do_rounds, made_up_orders
from waiting import wait_for

from flows import mlflow_thread
from flows.mlflow_thread import MlflowThread, open_sweep
from tasks.errors import UserError
from tasks.paths import Project
from tasks.simulation.process import WorkOrder
from tasks.simulation.results import collect
from tasks.tracking.store import experiment_id, open_store

RESULTS: Any = object()
AWAY = "MLflow cannot be written to (refused): the sweep goes on and tries again"
BACK = "MLflow can be written to again"


class MadeUpStore:
    """Stands in for an opened store, its client and its tracker; `trouble` is what calls meet."""

    def __init__(self) -> None:
        self.trouble: Callable[[], None] = lambda: None
        self.opened = 0
        self.rounds: dict[str, int] = {}
        self.results: list[object] = []

    def open(self, through: Callable[[Any], Any]) -> Any:
        self.opened += 1
        self.client = through(self)
        self.client.ask()
        return self

    def ask(self) -> None:
        self.trouble()

    def log_simulation(self, files: Any) -> None:
        self.client.ask()
        simulation = files.journal.header["simulation"]
        self.rounds[f"{simulation['strategy']}-{simulation['seed']}"] = len(files.journal.rounds)

    def log_results(self, results: object, _artifacts: object) -> None:
        for _ in range(10):
            self.client.ask()
        self.results.append(results)


@pytest.fixture
def store() -> MadeUpStore:
    return MadeUpStore()


@pytest.fixture
def orders(tmp_path: Path) -> list[WorkOrder]:
    orders = made_up_orders(tmp_path, ["random", "mnlp"], [0, 1])
    for order in orders:
        do_rounds(order)
    return orders


@pytest.fixture
def notes() -> list[str]:
    return []


def refuse() -> None:
    raise ConnectionError("refused\nand more of no interest")


@pytest.fixture
def follow(
    store: MadeUpStore, orders: list[WorkOrder], notes: list[str]
) -> Iterator[Callable[..., MlflowThread]]:
    """Starts a thread that is in a hurry."""
    started = []

    def start(every: float = 0.02, patience: float = 0.5) -> MlflowThread:
        thread = MlflowThread(orders, store.open, notes.append, every, patience)
        thread.start()
        started.append(thread)
        return thread

    yield start
    for thread in started:
        thread.leave()


def test_rounds_are_logged_as_they_come_and_the_results_in_the_end(
    store: MadeUpStore, orders: list[WorkOrder], notes: list[str], follow: Callable[..., Any]
) -> None:
    orders[0].journal.unlink()
    thread = follow()
    wait_for(lambda: len(store.rounds) == 3)
    do_rounds(orders[0])
    wait_for(lambda: store.rounds.get("random-0") == 4)
    thread.finish(RESULTS, [])
    assert (store.results, notes, store.opened) == ([RESULTS], [], 1)


def test_away_for_a_while_it_is_told_once_and_everything_is_logged_after_all(
    store: MadeUpStore, notes: list[str], follow: Callable[..., Any]
) -> None:
    store.trouble = refuse
    thread = follow()
    wait_for(lambda: store.opened >= 3)
    assert (notes, store.rounds) == ([AWAY], {})
    store.trouble = lambda: None
    wait_for(lambda: len(store.rounds) == 4)
    wait_for(lambda: notes == [AWAY, BACK])
    store.trouble = refuse  # once more
    wait_for(lambda: notes == [AWAY, BACK, AWAY])
    store.trouble = lambda: None
    thread.finish(RESULTS, [])
    assert notes == [AWAY, BACK, AWAY, BACK]
    assert store.results == [RESULTS]


def test_away_for_good_the_end_tells_what_is_missing_and_how_to_catch_up(
    store: MadeUpStore, orders: list[WorkOrder], notes: list[str], follow: Callable[..., Any]
) -> None:
    orders[0].journal.unlink()
    thread = follow()
    wait_for(lambda: len(store.rounds) == 3)
    store.trouble = refuse
    do_rounds(orders[0])
    thread.finish(RESULTS, [])
    assert notes == [
        AWAY,
        "MLflow lacks 1 of 4 simulations and the summary of this sweep: "
        "run `skillpath track` when it can be written to",
    ]


@pytest.mark.parametrize(
    "trouble", [OSError(errno.ESTALE, "Stale file handle"), UserError("journal.jsonl: move it")]
)
def test_a_journal_that_cannot_be_read_for_a_moment_is_no_trouble_of_the_store(
    store: MadeUpStore,
    orders: list[WorkOrder],
    notes: list[str],
    follow: Callable[..., Any],
    trouble: Exception,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hurt, read = [True], mlflow_thread.simulation_files

    def read_others(order: WorkOrder) -> Any:
        if hurt and order is orders[0]:
            raise trouble
        return read(order)

    monkeypatch.setattr(mlflow_thread, "simulation_files", read_others)
    thread = follow()
    wait_for(lambda: len(store.rounds) == 3)  # all others
    hurt.clear()
    wait_for(lambda: len(store.rounds) == 4)
    thread.finish(RESULTS, [])
    assert (store.results, notes, store.opened) == ([RESULTS], [], 1)


def test_a_corpus_that_cannot_be_read_for_a_moment_is_told_and_caught_up_with(
    store: MadeUpStore, orders: list[WorkOrder], notes: list[str], follow: Callable[..., Any]
) -> None:
    def lack() -> NoReturn:
        raise UserError("corpus.json cannot be read")

    store.trouble = lack  # opening a store asks for the corpus's size
    thread = follow()
    wait_for(lambda: notes)
    store.trouble = lambda: None
    wait_for(lambda: BACK in notes)
    thread.finish(RESULTS, [])
    assert notes == [AWAY.replace("refused", "corpus.json cannot be read"), BACK]
    assert store.results == [RESULTS]


def test_a_journal_that_cannot_be_read_in_the_end_counts_as_missing(
    store: MadeUpStore,
    notes: list[str],
    follow: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(order: WorkOrder) -> NoReturn:
        raise UserError("journal.jsonl cannot be read")

    thread = follow()
    wait_for(lambda: len(store.rounds) == 4)
    store.trouble = refuse
    monkeypatch.setattr(WorkOrder, "rounds_done", fail)
    thread.finish(RESULTS, [])
    assert notes[-1].startswith("MLflow lacks 4 of 4 simulations")


def test_it_is_tried_again_after_longer_and_longer_pauses(
    store: MadeUpStore, follow: Callable[..., Any]
) -> None:
    store.trouble = refuse
    thread = follow(every=0.1)
    time.sleep(2.0)  # attempts at 0, 0.1, 0.3, 0.7 and 1.5 seconds
    assert 3 <= store.opened <= 5
    thread.leave()


def test_a_store_that_never_answers_holds_up_the_end_only_so_long(
    store: MadeUpStore, notes: list[str], follow: Callable[..., Any]
) -> None:
    thread = follow()
    wait_for(lambda: len(store.rounds) == 4)
    answers = threading.Event()
    store.trouble = lambda: (answers.wait(60), None)[1]
    began = time.monotonic()
    thread.finish(RESULTS, [])
    thread.leave()
    assert 0.4 < time.monotonic() - began < 5
    assert notes[-1].startswith("MLflow lacks 0 of 4 simulations and the summary of this sweep: ")
    told = list(notes)
    asked = store.opened
    answers.set()  # too late: nothing more is asked, nothing more is told
    time.sleep(0.3)
    assert (store.results, store.opened, notes) == ([], asked, told)


def test_a_store_that_is_slow_but_answers_is_waited_for(
    store: MadeUpStore, notes: list[str], follow: Callable[..., Any]
) -> None:
    thread = follow(patience=1.0)
    wait_for(lambda: len(store.rounds) == 4)
    store.trouble = lambda: time.sleep(0.2)  # of ten calls in the end, each within a second
    thread.finish(RESULTS, [])
    assert (store.results, notes) == ([RESULTS], [])


def test_leaving_logs_no_results_and_waits_for_nobody(
    store: MadeUpStore, notes: list[str], follow: Callable[..., Any]
) -> None:
    thread = follow()
    wait_for(lambda: len(store.rounds) == 4)
    thread.leave()
    assert (store.results, notes) == ([], [])


@pytest.mark.slow
def test_a_locked_database_is_caught_up_with_when_it_is_free_again(
    orders: list[WorkOrder], notes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    project = Project(tmp_path)
    client = open_store(project)
    other = sqlite3.connect(project.mlflow / "mlflow.db", isolation_level=None)
    other.execute("begin exclusive")
    thread = MlflowThread(
        orders, partial(open_sweep, orders, METADATA, project), notes.append, every=0.5
    )
    thread.start()
    wait_for(lambda: notes, 120)
    assert "database is locked" in notes[0]
    other.execute("rollback")
    other.close()
    wait_for(lambda: BACK in notes, 120)
    thread.finish(collect(orders, METADATA | {"failed": []}), [])
    assert len(notes) == 2
    runs = client.search_runs([experiment_id(client, project, "sample")])
    kinds = sorted(run.data.tags["kind"] for run in runs)
    assert kinds == [*["simulation"] * 4, *["summary"] * 2, "sweep"]
    assert {run.info.status for run in runs} == {"FINISHED"}
