"""One simulation as one operating-system process: ``python -m tasks.simulation WORK.json``.

The parent writes the work order, starts the process with one thread and a device of its own,
and reads the journal; whatever happens to one process happens to no other simulation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.disk import full_disk_told
from tasks.errors import UserError
from tasks.files import read_json, write_json
from tasks.fingerprints import fingerprint
from tasks.locks import Locked, locked
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
PREDICTED = "predicted"
TIMINGS = "timings.jsonl"
LOG = "log.txt"
WORK = "work.json"
LOCK = "lock"
PATIENCE_SECONDS = 30.0


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
    reference : Path or None
        The full-data run's journal of the same seed, for the stopping rule that needs its F1.
    """

    header: dict[str, Any]
    corpus: Path
    vectors: Path
    folder: Path
    device: str
    reference: Path | None = None

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

    def rounds_over(self) -> int:
        """How many rounds need no work any more: those done, and all once it is finished."""
        # A stopping rule leaves nothing of the rounds that it saves.
        return self.specification.rounds if self.finished() else self.rounds_done()

    def finished(self) -> bool:
        """Whether nothing is left to do."""
        journal = read_journal(self.journal)
        return journal is not None and journal.header == self.header and journal.over

    def command(self) -> list[str]:
        """Write the order down; return the module and its argument that perform it."""
        with full_disk_told():
            return ["tasks.simulation", str(write_order(self))]


def order_work(
    specifications: Iterable[Specification],
    corpus: Path,
    vectors: Path,
    simulations: Path,
    device: str,
) -> list[WorkOrder]:
    """Give each simulation its folder, named by a fingerprint of parameters, data and code.

    A full-data run stands before the simulations that stop by it.
    """
    data = data_hashes(corpus, vectors)
    orders = []
    full_data: dict[int, Path] = {}
    for specification in specifications:
        header = journal_header(specification, data, code_hash(specification.strategy))
        order = WorkOrder(header, corpus, vectors, simulations / fingerprint(header), device)
        if specification.strategy == FULL_DATA:
            full_data[specification.seed] = order.journal
        elif specification.stopping.full_data_share is not None:
            order = replace(order, reference=full_data[specification.seed])
        orders.append(order)
    return orders


def write_order(order: WorkOrder) -> Path:
    """Write the work order into its folder and return the file."""
    path = order.folder / WORK
    write_json(path, order_value(order))
    return path


def read_order(path: Path) -> WorkOrder:
    """Read a work order back."""
    return order_from(read_json(path))


def order_value(order: WorkOrder) -> dict[str, Any]:
    """A work order as a JSON value."""
    folders = {
        name: str(getattr(order, name).resolve()) for name in ("corpus", "vectors", "folder")
    }
    reference = None if order.reference is None else str(order.reference.resolve())
    return {"header": order.header, **folders, "device": order.device, "reference": reference}


def order_from(value: Mapping[str, Any]) -> WorkOrder:
    """The work order of such a value."""
    corpus, vectors, folder = (Path(value[name]) for name in ("corpus", "vectors", "folder"))
    reference = Path(value["reference"]) if value["reference"] else None
    return WorkOrder(value["header"], corpus, vectors, folder, value["device"], reference)


def perform(order: WorkOrder) -> Iterator[int]:
    """Do what is missing of a simulation; yield the number of each round once it is on disk.

    Raises
    ------
    UserError
        When the device or the strategy does not exist, a folder lacks a file, or the training
        of a round diverges.
    """
    with _alone(order):
        yield from _perform(order)


def _perform(order: WorkOrder) -> Iterator[int]:
    from tasks.corpora.normalise import load
    from tasks.querying.registry import find_strategy
    from tasks.simulation.loop import encode_corpus, simulate
    from tasks.simulation.predicted import PredictedTags
    from tasks.tagging.training import DivergedError
    from tasks.tagging.vectors import load as load_vectors

    specification = order.specification
    journal = start_journal(order.journal, order.header)
    if journal.over:
        return
    full_data_f1 = _full_data_f1(order)
    device = choose_device(order.device)
    vectors, _ = load_vectors(order.vectors)
    corpus = encode_corpus(load(order.corpus), vectors.words, specification.lowercase)
    name = "random" if specification.strategy == FULL_DATA else specification.strategy
    strategy = find_strategy(name, specification.options)
    rounds = simulate(
        specification,
        corpus,
        vectors,
        strategy,
        device,
        journal.rounds,
        PredictedTags(order.folder / PREDICTED),
        full_data_f1,
    )
    following = len(journal.rounds)
    try:
        for finished, timing in rounds:
            append_line(order.timings, timing._asdict())
            append_round(order.journal, finished)
            yield finished.round
            following = finished.round + 1
    except DivergedError as error:
        raise UserError(f"round {following}: {error}") from error


@contextmanager
def _alone(order: WorkOrder) -> Iterator[None]:
    """Nobody else writes this journal; a process that lost its sweep takes a moment to end."""
    try:
        with locked(order.folder / LOCK, PATIENCE_SECONDS):
            yield
    except Locked as error:
        raise RuntimeError(f"it is performed already ({error.holder})") from error


def _full_data_f1(order: WorkOrder) -> float | None:
    """Validation F1 of the full-data run, where the simulation stops by it."""
    if order.reference is None:
        return None
    journal = read_journal(order.reference)
    if journal is None or not journal.rounds:
        raise UserError(
            f"{order.name} stops by a share of the full-data run's F1, and that run has no result "
            f"({order.reference}): see why it failed, and run the sweep again"
        )
    return journal.rounds[-1].f1_valid


def choose_device(name: str) -> torch.device:
    """The torch device called `name`; ``auto`` is a GPU where there is one."""
    import torch

    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise UserError(f"device={name}, but PyTorch sees no GPU here: use device=auto or cpu")
    return torch.device(name)
