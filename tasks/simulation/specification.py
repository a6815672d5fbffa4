"""What one simulation is: its specification, and the header of its journal."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tasks.fingerprints import PACKAGE, files_behind, hash_of_code, md5
from tasks.paths import SPLITS
from tasks.querying.registry import modules
from tasks.simulation.budget import BudgetUnit
from tasks.simulation.stopping import StoppingRules
from tasks.tagging.parameters import Architecture, NetworkParameters, TrainingParameters

FULL_DATA = "full"

_CODE_OF_EVERY_SIMULATION = (
    "corpora/iob.py",
    "simulation/budget.py",
    "simulation/loop.py",
    "simulation/randomness.py",
    "simulation/stopping.py",
    "tagging/*.py",
    "tagging/networks/*.py",
    "tagging/vectors/blocks.py",
)


@dataclass(frozen=True)
class Specification:
    """Everything that decides the curve of one simulation, and nothing else.

    Attributes
    ----------
    corpus, vectors, architecture, strategy : str
        Names; `strategy` is `FULL_DATA` for one training on the whole training split.
    options : dict
        The strategy's own options; where it has wrappers, those of each part by its name.
    seed : int
    rounds : int
        Trainings in all; round 0 is the initial pool.
    initial_fraction : float
        Size of the initial pool and of every later batch, as a share of the training split.
    budget_unit
        What that share counts: words or sentences.
    vector_scale : float
        Root mean square of the components of the initial word vectors.
    lowercase : bool
    record_best_test : bool
        Score every epoch on test too (optimistic; never used for a choice).
    network : NetworkParameters
    training : TrainingParameters
    stopping : StoppingRules
        What ends the simulation before its last round.
    memory_mb : int
        Of outputs that a query strategy keeps; less costs time, and rounding differs.
    """

    corpus: str
    vectors: str
    architecture: Architecture
    strategy: str
    seed: int
    rounds: int
    initial_fraction: float
    budget_unit: BudgetUnit
    vector_scale: float
    lowercase: bool
    record_best_test: bool
    network: NetworkParameters
    training: TrainingParameters
    stopping: StoppingRules = field(default_factory=StoppingRules)
    memory_mb: int = 2048
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How people call it: ``atis · tagger · wbadge · seed 3``."""
        return f"{self.corpus} · {self.architecture} · {self.strategy} · seed {self.seed}"

    @property
    def slug(self) -> str:
        """The same as a file name."""
        return f"{self.strategy}-seed{self.seed}"


def specification_from(value: dict[str, Any]) -> Specification:
    """Rebuild a specification from the dictionary in a journal's header, also of an older one."""
    if "network" not in value:  # from before networks had options and simulations could stop
        sizes = {name: value[name] for name in ("hidden_size", "dropout")}
        kept = {name: one for name, one in value.items() if name not in sizes}
        value = {**kept, "network": sizes, "stopping": {}}
    groups = {
        "network": NetworkParameters(**value["network"]),
        "training": TrainingParameters(**value["training"]),
        "stopping": StoppingRules(**value["stopping"]),
    }
    return Specification(**{**value, **groups})


def journal_header(specification: Specification, data: dict[str, str], code: str) -> dict[str, Any]:
    """The first line of a simulation's journal."""
    return {"simulation": asdict(specification), "data": data, "code": code}


def data_hashes(corpus: Path, vectors: Path) -> dict[str, str]:
    """MD5 of every file that a simulation reads."""
    files = [corpus / f"{split}.conll" for split in SPLITS]
    files += [vectors / name for name in ("words.txt", "matrix.npy", "covered.npy")]
    return {f"{file.parent.name}/{file.name}": md5(file) for file in files}


def code_hash(strategy: str) -> str:
    """A hash of the code that decides a simulation's curve.

    It is taken over syntax trees without docstrings, so comments and layout do not count; of
    the strategies only the one in question does, with its wrappers and the kernels that they
    import.
    """
    files = {file for pattern in _CODE_OF_EVERY_SIMULATION for file in PACKAGE.glob(pattern)}
    if strategy != FULL_DATA:
        for module in modules(strategy):
            files.update(files_behind(module))
    return hash_of_code(sorted(files))
