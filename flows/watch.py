"""Follows a sweep by its journals: progress for whoever waits, rounds for MLflow."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from flows.mlflow_thread import MlflowThread, open_sweep
from flows.progress import ProgressView, standing
from tasks.errors import UserError
from tasks.paths import Project
from tasks.simulation.process import WorkOrder
from tasks.simulation.results import SweepResults

POLL_SECONDS = 0.5


class Watch:
    """Follows the journals while a sweep runs: shows progress, and has rounds logged to MLflow.

    MLflow is a view: when it fails, the sweep goes on and says so. So is the progress: a journal
    that cannot be read just now is looked at again.
    """

    def __init__(
        self,
        orders: Sequence[WorkOrder],
        metadata: Mapping[str, Any],
        project: Project,
        view: ProgressView,
    ) -> None:
        self._orders = orders
        self._view = view
        self._sizes = [-1] * len(orders)
        self._rounds = [0] * len(orders)
        self._told = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="watch", daemon=True)
        self._mlflow = MlflowThread(
            orders, partial(open_sweep, orders, metadata, project), view.note
        )

    def __enter__(self) -> Watch:
        self._thread.start()
        self._mlflow.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()
        self._mlflow.leave()

    def finish(self) -> None:
        """Look a last time and stop following."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def track_results(self, results: SweepResults, artifacts: Sequence[Path]) -> None:
        """Log the finished sweep to MLflow."""
        self._mlflow.finish(results, artifacts)

    def _follow(self) -> None:
        while True:
            over = self._end.is_set()
            with suppress(OSError):  # of a terminal that is gone
                self._look()
            if over:
                return
            self._end.wait(POLL_SECONDS)

    def _look(self) -> None:
        for index, order in enumerate(self._orders):
            try:
                size = order.journal.stat().st_size if order.journal.exists() else 0
                if size != self._sizes[index]:
                    self._rounds[index] = order.rounds_over()
                    self._sizes[index] = size
            except (UserError, OSError) as error:  # of a share that is gone for a while
                self._tell(error)
        self._view.show(standing(self._orders, self._rounds))

    def _tell(self, error: Exception) -> None:
        if not self._told:
            self._told = True
            self._view.note(f"progress may lag behind, the sweep goes on ({error})")
