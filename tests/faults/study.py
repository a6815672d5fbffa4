"""A small sweep that things happen to, and what must come out of it all the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from running import Command
from small_study import prepare, small_values, sweep_results, write_corpus
from waiting import wait_for

from flows.orders import make_orders
from tasks.parameters import read_parameters
from tasks.paths import Project
from tasks.simulation.process import WorkOrder


class Study(NamedTuple):
    """A project up to the stage `embed`, and what starts commands."""

    project: Project
    start: Callable[..., Command]

    def sweep(self, **environment: str) -> Command:
        """Start ``skillpath sweep``."""
        return self.start(self.project.root, "sweep", "--corpus", "sample", **environment)

    def orders(self) -> list[WorkOrder]:
        """All simulations of the sweep."""
        return make_orders(read_parameters(self.project.params), "sample", "tagger", self.project)

    def wait_for_rounds(self, number: int = 1) -> dict[Path, bytes]:
        """Wait until so many rounds are done; return what stands in the journals then."""
        orders = self.orders()
        wait_for(lambda: sum(order.rounds_done() for order in orders) >= number, 180)
        return self.journals()

    def journals(self) -> dict[Path, bytes]:
        """The live journals."""
        paths = self.project.simulations.glob("*/journal.jsonl")
        return {path: path.read_bytes() for path in paths}

    def results(self) -> dict[str, bytes]:
        """The files that must be the same however a sweep came about."""
        return sweep_results(self.project)


def prepare_below(folder: Path) -> Project:
    """A project below `folder`, beside the corpus that it reads."""
    return prepare(folder / "project", small_values(write_corpus(folder / "own"), rounds=3))


def copy(project: Project, root: Path, start: Callable[..., Command]) -> Study:
    """The same project somewhere else."""
    return Study(Project(Path(shutil.copytree(project.root, root))), start)
