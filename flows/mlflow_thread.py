"""Logs a sweep to MLflow from a thread of its own, and catches up when MLflow was away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from tasks.errors import UserError
from tasks.paths import Project
from tasks.simulation.process import WorkOrder
from tasks.simulation.results import (
    SimulationFiles,
    SweepResults,
    count_train_words,
    simulation_files,
)
from tasks.tracking.store import experiment_id, open_store, reason_of, store_errors
from tasks.tracking.sweep import SweepTracker, open_tracker

EVERY_SECONDS = 5.0
LONGEST_PAUSE = 60.0
PATIENCE = 8.0  # seconds without an answer, once the sweep is over
OPENING = 30.0  # the same while the store is opened, which creates it the first time
LEAVING = 2.0


class MlflowThread:
    """Logs finished rounds now and then, and the results in the end.

    MLflow is a view of the files. While its store fails, the sweep goes on, and the store is
    tried again after longer and longer pauses; whatever it missed is logged when it is back.
    Only this thread talks to MLflow, so a store is never written to from two sides, and a store
    that never answers holds nobody up.
    """

    def __init__(
        self,
        orders: Sequence[WorkOrder],
        open_: Callable[[Callable[[Any], Any]], SweepTracker],
        note: Callable[[str], None],
        every: float = EVERY_SECONDS,
        patience: float = PATIENCE,
    ) -> None:
        """Prepare the thread; `start` begins.

        Parameters
        ----------
        open_
            Opens the store and returns a tracker; it is given what its client must be passed
            through.
        note
            Told once when the store fails, once when it is back, and once in the end if
            something is missing from it.
        every
            Seconds between two looks at the journals; the first pause when the store fails.
        patience
            For how many seconds the end is held up by a store that does not answer.
        """
        self._orders = orders
        self._open = open_
        self._note = note
        self._every = every
        self._patience = patience
        self._tracker: SweepTracker | None = None
        self._rounds: dict[str, int] = {}
        self._results: Callable[[SweepTracker], None] | None = None
        self._away = self._left = self._complete = False
        self._answered = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="mlflow", daemon=True)

    def start(self) -> None:
        """Begin to follow the journals."""
        self._thread.start()

    def finish(self, results: SweepResults, artifacts: Sequence[Path]) -> None:
        """Log the finished sweep, and tell what is missing if the store does not take it."""
        self._results = lambda tracker: tracker.log_results(results, artifacts)
        self._end(self._patience)
        if not self._complete:
            missing = [order for order in self._orders if self._lacks(order)]
            self._note(
                f"MLflow lacks {len(missing)} of {len(self._orders)} simulations and the summary "
                "of this sweep: run `skillpath track` when it can be written to"
            )

    def _lacks(self, order: WorkOrder) -> bool:
        try:
            return order.rounds_done() > self._rounds.get(order.name, 0)
        except (UserError, OSError):  # who knows what stands in it
            return True

    def leave(self) -> None:
        """Log nothing more; what was logged stays."""
        self._end(LEAVING)

    def _end(self, patience: float) -> None:
        if self._left:
            return
        self._answered = time.monotonic()
        self._over.set()
        while self._thread.is_alive():
            self._thread.join(0.05)
            opening = self._results is not None and self._tracker is None and not self._away
            limit = max(OPENING, patience) if opening else patience
            if time.monotonic() - self._answered > limit:
                self._left = True
                return

    def _follow(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            logged = self._attempt(self._log_rounds)
            pause = self._every if logged else min(2 * pause or self._every, LONGEST_PAUSE)
        if self._results is not None and not self._left:
            self._complete = self._attempt(self._results)

    def _attempt(self, log: Callable[[SweepTracker], None]) -> bool:
        try:
            self._tracker = self._tracker or self._open(self._heard)
            log(self._tracker)
        except _LeftError:
            return False
        except UserError as error:  # of what it takes to open a store, such as the corpus's size
            return self._failed(error)
        except store_errors() as error:
            return self._failed(error)
        if self._away:
            self._away = False
            self._note("MLflow can be written to again")
        return True

    def _failed(self, error: Exception) -> Literal[False]:
        self._tracker = None  # what is behind the address may be another store next time
        if not self._away and not self._left:
            reason = reason_of(error)
            self._note(f"MLflow cannot be written to ({reason}): the sweep goes on and tries again")
        self._away = True
        return False

    def _log_rounds(self, tracker: SweepTracker) -> None:
        for order in self._orders:
            files = _readable_files(order)
            if files is not None:
                tracker.log_simulation(files)
                self._rounds[order.name] = len(files.journal.rounds)

    def _heard(self, client: Any) -> _HeardClient:
        return _HeardClient(client, self._hear)

    def _hear(self) -> None:
        if self._left:
            raise _LeftError
        self._answered = time.monotonic()


def _readable_files(order: WorkOrder) -> SimulationFiles | None:
    """What stands in an order's folder; None where that cannot be read just now."""
    try:
        return simulation_files(order)
    except (UserError, OSError):  # the next look has what this one misses
        return None


class _LeftError(Exception):
    """Nobody waits any more."""


class _HeardClient:
    """An MLflow client that calls `hear` after every answer."""

    def __init__(self, client: Any, hear: Callable[[], None]) -> None:
        self._client = client
        self._hear = hear

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if not callable(attribute):
            return attribute

        def call(*arguments: Any, **named: Any) -> Any:
            answer = attribute(*arguments, **named)
            self._hear()
            return answer

        return call


def open_sweep(
    orders: Sequence[WorkOrder],
    metadata: Mapping[str, Any],
    project: Project,
    through: Callable[[Any], Any],
) -> SweepTracker:
    """Open the project's store for the sweep of these orders; its client is passed `through`."""
    first = orders[0]
    client = through(open_store(project))
    experiment = experiment_id(client, project, first.specification.corpus)
    known = {
        **metadata,
        "train_words": count_train_words(first.corpus),
        "vectors": first.specification.vectors,
    }
    return open_tracker(client, experiment, [order.header for order in orders], known)
