"""Progress of a sweep in the terminal: runs done, rounds done, time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from tasks.simulation.process import WorkOrder


class Standing(Protocol):
    """How far something is: `work` is the share of it done, from 0 to 1."""

    @property
    def work(self) -> float: ...

    @property
    def over(self) -> bool: ...

    def __str__(self) -> str: ...


class SweepStanding(NamedTuple):
    """How far a sweep is.

    `work` is the share of all training done, weighing each round by the words it trains on.
    """

    runs_done: int
    runs: int
    rounds_done: int
    rounds: int
    work: float

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.runs_done == self.runs

    def __str__(self) -> str:
        runs, rounds = (self.runs_done, self.runs), (self.rounds_done, self.rounds)
        return "runs {}/{} · rounds {}/{}".format(*runs, *rounds)


class JobsStanding(NamedTuple):
    """How many jobs are done, of how many."""

    done: int
    jobs: int

    @property
    def work(self) -> float:
        """Share of the jobs that are done."""
        return self.done / self.jobs if self.jobs else 1.0

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.jobs

    def __str__(self) -> str:
        return f"jobs {self.done}/{self.jobs}"


class ProgressView(Protocol):
    """Something that shows a standing again and again."""

    def show(self, standing: Standing) -> None:
        """Show the newest standing."""

    def note(self, text: str) -> None:
        """Say something once that is to stay."""


def standing(orders: Sequence[WorkOrder], rounds_done: Sequence[int]) -> SweepStanding:
    """How far a sweep is when each order has so many rounds in its journal."""
    counted = list(zip(orders, rounds_done, strict=True))
    done = sum(_cost(order, finished) for order, finished in counted)
    total = sum(_cost(order, order.specification.rounds) for order in orders)
    rounds = sum(order.specification.rounds for order in orders)
    complete = sum(finished >= order.specification.rounds for order, finished in counted)
    return SweepStanding(complete, len(orders), sum(rounds_done), rounds, done / total)


def _cost(order: WorkOrder, rounds: int) -> float:
    """Share of the training split that so many rounds have trained on, added up."""
    return order.specification.initial_fraction * rounds * (rounds + 1) / 2


class TimeLeft:
    """Estimates the time left from the work done since the first standing that it saw."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[float, float] | None = None

    def estimate(self, work: float) -> float | None:
        """Seconds left, None while nothing was done yet."""
        now = self._clock()
        if self._first is None:
            self._first = (now, work)
        began, before = self._first
        if work <= before:
            return None
        return (now - began) / (work - before) * (1.0 - work)


def duration(seconds: float | None) -> str:
    """Seconds for people: ``about 3 min``; unknown as ``…``."""
    if seconds is None:
        return "…"
    if seconds < 90:
        return f"{max(0, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"


class Views:
    """Several views that are shown the same."""

    def __init__(self, *views: ProgressView) -> None:
        self._views = views

    def show(self, standing: Standing) -> None:
        """Show the newest standing in each."""
        for view in self._views:
            view.show(standing)

    def note(self, text: str) -> None:
        """Say it in each."""
        for view in self._views:
            view.note(text)


class TerminalProgress:
    """A bar in a terminal; a line now and then where the output is no terminal."""

    def __init__(self, title: str, every_seconds: float = 15.0) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

        self._console = Console()
        self._time_left = TimeLeft()
        self._every_seconds = every_seconds
        self._printed = 0.0
        self._shown: Standing | None = None
        self._title = title
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TextColumn("{task.fields[text]}"),
            TimeElapsedColumn(),
            console=self._console,
        )
        self._task: TaskID = self._progress.add_task(title, total=1.0, text="")

    def __enter__(self) -> TerminalProgress:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._progress.stop()

    def show(self, standing: Standing) -> None:
        """Show the newest standing."""
        left = duration(self._time_left.estimate(standing.work))
        text = f"{standing} · left {left}"
        self._progress.update(self._task, completed=standing.work, text=text)
        now = time.monotonic()
        over = standing.over and standing != self._shown
        if not self._console.is_terminal and (over or now - self._printed > self._every_seconds):
            self._printed, self._shown = now, standing
            print(f"{self._title}: {text}", flush=True)

    def note(self, text: str) -> None:
        """Print a line, above the bar where there is one."""
        self._console.print(text, soft_wrap=True, markup=False, highlight=False)
