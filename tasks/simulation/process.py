"""One simulation as one operating-system process: ``python -m tasks.simulation WORK.json``.

The parent writes the work order, starts the process with one thread and a device of its own,
and reads the journal; whatever happens to one process happens to no other simulation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.errors import UserError
from tasks.files import read_json, write_json
from tasks.fingerprints import fingerprint
from tasks.simulation.journal import (
    append_line,
    append_round,
    read_journal,
    start_journal,
)
from tasks.simulation.specification import (
    FULL_DATA,
    Specification,
    code_hash,
    data_hashes,
    journal_header,
    specification_from,
)

if TYPE_CHECKING:
    import torch

JOURNAL = "journal.jsonl"
TIMINGS = "timings.jsonl"
LOG = "log.txt"
WORK = "work.json"


@dataclass(frozen=True)
class WorkOrder:
    """What a process needs to know.

    Attributes
    ----------
    header : dict
        The journal's header: what is simulated, on which data, with which code.
    corpus, vectors : Path
        Folders of the stages `normalise` and `embed`.
    folder : Path
        Where journal, timings and log go; named by the header's fingerprint.
    device : str
    """

    header: dict[str, Any]
    corpus: Path
    vectors: Path
    folder: Path
    device: str

    @cached_property
    def specification(self) -> Specification:
        """What is simulated."""
        return specification_from(self.header["simulation"])

    @property
    def name(self) -> str:
        """How people call the simulation."""
        return self.specification.name

    @property
    def journal(self) -> Path:
        """The live journal."""
        return self.folder / JOURNAL

    @property
    def timings(self) -> Path:
        """Seconds of each round, beside the journal."""
        return self.folder / TIMINGS

    @property
    def log(self) -> Path:
        """What the process printed."""
        return self.folder / LOG

    def rounds_done(self) -> int:
        """How many rounds stand in the journal."""
        journal = read_journal(self.journal)
        return len(journal.rounds) if journal and journal.header == self.header else 0

    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.rounds_done() >= self.specification.rounds

    def command(self) -> list[str]:
        """Write the order down; return the module and its argument that perform it."""
        return ["tasks.simulation", str(write_order(self))]


def order_work(
    specifications: Iterable[Specification],
    corpus: Path,
    vectors: Path,
    simulations: Path,
    device: str,
) -> list[WorkOrder]:
    """Give each simulation its folder, named by a fingerprint of parameters, data and code."""
    data = data_hashes(corpus, vectors)
    orders = []
    for specification in specifications:
        header = journal_header(specification, data, code_hash(specification.strategy))
        folder = simulations / fingerprint(header)
        orders.append(WorkOrder(header, corpus, vectors, folder, device))
    return orders


def write_order(order: WorkOrder) -> Path:
    """Write the work order into its folder and return the file."""
    path = order.folder / WORK
    folders = {
        name: str(getattr(order, name).resolve()) for name in ("corpus", "vectors", "folder")
    }
    write_json(path, {"header": order.header, **folders, "device": order.device})
    return path


def read_order(path: Path) -> WorkOrder:
    """Read a work order back."""
    value = read_json(path)
    corpus, vectors, folder = (Path(value[name]) for name in ("corpus", "vectors", "folder"))
    return WorkOrder(value["header"], corpus, vectors, folder, value["device"])


def perform(order: WorkOrder) -> Iterator[int]:
    """Do what is missing of a simulation; yield the number of each round once it is on disk.

    Raises
    ------
    UserError
        When the device or the strategy does not exist, or a folder lacks a file.
    """
    from tasks.corpora.normalise import load
    from tasks.querying.registry import find_strategy
    from tasks.simulation.loop import encode_corpus, simulate
    from tasks.tagging.vectors import load as load_vectors

    specification = order.specification
    journal = start_journal(order.journal, order.header)
    if len(journal.rounds) >= specification.rounds:
        return
    device = choose_device(order.device)
    vectors, _ = load_vectors(order.vectors)
    corpus = encode_corpus(load(order.corpus), vectors.words, specification.lowercase)
    name = "random" if specification.strategy == FULL_DATA else specification.strategy
    strategy = find_strategy(name, specification.options)
    rounds = simulate(specification, corpus, vectors, strategy, device, journal.rounds)
    for finished, timing in rounds:
        append_line(order.timings, timing._asdict())
        append_round(order.journal, finished)
        yield finished.round


def choose_device(name: str) -> torch.device:
    """The torch device called `name`; ``auto`` is a GPU where there is one."""
    import torch

    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise UserError(f"device={name}, but PyTorch sees no GPU here: use device=auto or cpu")
    return torch.device(name)
