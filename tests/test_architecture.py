"""The house rules that no type checker knows: which way imports run, and what is never called.

Every file of ``flows`` and ``tasks`` is parsed; imports inside functions and those for type
checkers only count as much as any other.
"""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).parents[1]

# Inside `tasks`: which room may import which. A room is a folder or a module of its own.
EDGES = {"errors", "files", "fingerprints", "paths", "provenance"}
ROOMS = {
    "errors": set[str](),
    "files": set[str](),
    "fingerprints": set[str](),
    "paths": set[str](),
    "provenance": {"files"},
    "jobs": EDGES,
    "sources": EDGES,
    "corpora": EDGES,
    "tagging": {"corpora", *EDGES},
    "querying": {"errors"},
    "simulation": {"querying", "tagging", "corpora", "jobs", *EDGES},
    "parameters": {
        "errors",
        "advisor",
        "querying",
        "salary",
        "simulation",
        "tagging",
        "topics",
        "vacancies",
    },
    "vacancies": EDGES,
    "skills": {"vacancies", "corpora", *EDGES},
    "topics": {"vacancies", "skills", *EDGES},
    "salary": {"vacancies", "skills", *EDGES},
    "advisor": {"vacancies", "skills", "topics", "salary", *EDGES},
    "tracking": {"simulation", "vacancies", "topics", "salary", "advisor", *EDGES},
    "reporting": {"simulation", *EDGES},
}
# What only reads results sees files and tables, not what makes them.
READERS_OF_RESULTS = ("tracking", "reporting")
MAKERS_OF_RESULTS = (
    "tasks.simulation.loop", "tasks.simulation.process",
    "tasks.topics.jobs", "tasks.salary.jobs", "tasks.advisor.jobs",
)  # fmt: skip

# Who may import a library at all, and who may do so as soon as it is imported itself.
HEAVY = {
    "torch": (
        ("tasks",),
        (
            "tasks.tagging",
            "tasks.simulation.loop",
            "tasks.simulation.randomness",
            "tasks.simulation.selection",
        ),
    ),
    "prefect": (
        ("flows",),
        ("flows.sweep", "flows.topics", "flows.salary", "flows.evaluate", "flows.fan_out"),
    ),
    "mlflow": (("tasks.tracking",), ()),
    "dvc": ((), ()),
    **dict.fromkeys(
        (
            "pandas", "scipy", "sklearn", "gensim", "catboost", "pyarrow", "pymorphy3",
            "ahocorasick", "httpx",
        ),
        (("tasks",), ()),
    ),
}  # fmt: skip

GLOBAL_RANDOMNESS = ("random.", "numpy.random.", "torch.manual_seed", "torch.seed", "torch.random.")
GENERATORS = {
    "random": {"Random", "SystemRandom"},
    "numpy.random": {"default_rng", "Generator", "SeedSequence", "BitGenerator", "PCG64", "Philox"},
}
TORCH_DRAWS = {
    "bernoulli", "multinomial", "normal", "rand", "randint", "randn", "randperm",
}  # fmt: skip


class Module(NamedTuple):
    """A file of the project: its dotted name and its text."""

    name: str
    source: str
    package: bool = False


class Import(NamedTuple):
    """One imported name; `eager` when importing the module executes it."""

    importer: str
    imported: str
    line: int
    eager: bool


def modules_of(*packages: str) -> list[Module]:
    modules = []
    for package in packages:
        for file in sorted((PROJECT / package).rglob("*.py")):
            parts = file.relative_to(PROJECT).with_suffix("").parts
            whole = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if whole else parts)
            modules.append(Module(name, file.read_text(encoding="utf-8"), whole))
    return modules


def imports_of(module: Module) -> list[Import]:
    """All imports of a module, ``from a import b`` as ``a.b``, relative ones made absolute."""
    return list(_imports(ast.parse(module.source), module, eager=True))


def _imports(node: ast.AST, module: Module, eager: bool) -> Iterator[Import]:
    match node:
        case ast.Import(names):
            yield from (Import(module.name, one.name, node.lineno, eager) for one in names)
        case ast.ImportFrom(target, names, level):
            parts = [*_base(module, level), *([target] if target else [])]
            for one in names:
                yield Import(module.name, ".".join([*parts, one.name]), node.lineno, eager)
        case ast.Call(func, [ast.Constant(str() as name), *_]) if _dotted(func) in (
            ["import_module"],
            ["importlib", "import_module"],
            ["__import__"],
        ):
            yield Import(module.name, name, node.lineno, eager)
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for child in node.body:
            yield from _imports(child, module, eager=False)
        for child in node.orelse:
            yield from _imports(child, module, eager)
        return
    inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, module, eager and not inside)


def _base(module: Module, level: int) -> list[str]:
    parts = module.name.split(".")
    return parts[: len(parts) - level + module.package] if level else []


def _dotted(node: ast.expr) -> list[str]:
    """``a.b.c`` as its parts; empty for anything else."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value)):
        return [*before, node.attr]
    return []


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def room_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "tasks" and len(parts) > 1 else None


def wrong_arrows(modules: Iterable[Module]) -> list[str]:
    """One line for every import that runs against the rules."""
    found = []
    for one in (one for module in modules for one in imports_of(module)):
        reasons = []
        if within(one.importer, "tasks") and within(one.imported, "flows"):
            reasons.append("tasks never imports flows")
        here, there = room_of(one.importer), room_of(one.imported)
        if here and there and here != there and there not in ROOMS.get(here, ()):
            reasons.append(f"{here} does not import {there}")
        if here in READERS_OF_RESULTS and within(one.imported, *MAKERS_OF_RESULTS):
            reasons.append(f"{here} reads results only")
        for library, (anywhere, at_once) in HEAVY.items():
            if within(one.imported, library):
                if not within(one.importer, *anywhere):
                    reasons.append(f"{library} has no place here")
                elif one.eager and not within(one.importer, *at_once):
                    reasons.append(f"{library} is imported where it is used")
        found += [f"{one.importer}:{one.line}: {one.imported}: {reason}" for reason in reasons]
    return found


def room_graph(modules: Iterable[Module]) -> dict[str, set[str]]:
    """Which room really imports which others."""
    graph: dict[str, set[str]] = {}
    for one in (one for module in modules for one in imports_of(module)):
        here, there = room_of(one.importer), room_of(one.imported)
        if here and there and here != there:
            graph.setdefault(here, set()).add(there)
    return graph


def uses_of_global_randomness(module: Module) -> list[str]:
    """Calls that seed or draw from a generator that nobody passed in."""
    tree = ast.parse(module.source)
    names = _bound_names(tree)
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        parts = _dotted(call.func)
        if not parts or parts[0] not in names:
            continue
        name = ".".join([names[parts[0]], *parts[1:]])
        place, _, function = name.rpartition(".")
        seeds = name.startswith(GLOBAL_RANDOMNESS) and function not in GENERATORS.get(place, ())
        seeds |= name.startswith("torch.cuda.") and "seed" in function
        given = any(keyword.arg == "generator" for keyword in call.keywords)
        draws = place == "torch" and function in TORCH_DRAWS and not given
        if seeds or draws:
            found.append(f"{module.name}:{call.lineno}: {name}")
    return found


def _bound_names(tree: ast.AST) -> dict[str, str]:
    """What each imported name of a file stands for."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                first = one.name.partition(".")[0]
                names[one.asname or first] = one.name if one.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return names


def test_imports_run_the_right_way() -> None:
    modules = modules_of("flows", "tasks")
    assert len(modules) > 40
    assert wrong_arrows(modules) == []


def test_every_room_stands_in_the_table() -> None:
    present = {path.stem for path in (PROJECT / "tasks").iterdir() if not path.name.startswith("_")}
    assert present == set(ROOMS)


def test_rooms_form_no_circle() -> None:
    list(TopologicalSorter(ROOMS).static_order())
    graph = room_graph(modules_of("tasks"))
    assert {"querying", "tagging"} <= graph["simulation"]
    list(TopologicalSorter(graph).static_order())


def test_no_global_seeding_and_no_global_generator() -> None:
    modules = modules_of("flows", "tasks")
    assert [use for module in modules for use in uses_of_global_randomness(module)] == []


def test_every_module_says_what_lives_there() -> None:
    silent = [
        module.name
        for module in modules_of("flows", "tasks")
        if not ast.get_docstring(ast.parse(module.source))
    ]
    assert silent == []


def test_strategies_are_short_files() -> None:
    files = list((PROJECT / "tasks" / "querying" / "strategies").glob("*.py"))
    assert len(files) > 5
    lines = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {name: count for name, count in lines.items() if count > 80} == {}


LIGHT = [
    "tasks.parameters", "tasks.sources.fetch", "tasks.jobs", "tasks.tagging",
    "tasks.simulation.process", "tasks.vacancies.normalise", "tasks.vacancies.collector.collect",
    "tasks.skills.stage", "tasks.skills.vocabulary", "tasks.topics.jobs", "tasks.topics.results",
    "tasks.reporting.report", "tasks.reporting.adviser.results.everything",
    "tasks.tracking.sweep", "tasks.tracking.models", "tasks.tracking.adviser",
]  # fmt: skip


def test_what_every_command_imports_loads_no_heavy_library() -> None:
    flows = [module.name for module in modules_of("flows")]
    modules = LIGHT + [name for name in flows if not within(name, *HEAVY["prefect"][1])]
    assert {"flows.cli", "flows.arguments", "flows.advise", "flows.stages.adviser"} <= {*modules}
    script = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "numpy" in loaded
    assert loaded & HEAVY.keys() == set()


def test_help_answers_at_once_and_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "flows.cli", "--help"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "argparse" in imported
    assert {name.partition(".")[0] for name in imported} & {*HEAVY, "numpy", "pydantic"} == set()

    skillpath = Path(sys.executable).with_name("skillpath")
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        told = subprocess.run([skillpath, "--help"], capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - began)
        assert "COMMAND" in told.stdout
    assert statistics.median(seconds) < 0.5


@pytest.mark.parametrize(
    ("importer", "source", "reason"),
    [
        ("tasks.files", "import flows.cli", "tasks never imports flows"),
        ("tasks.corpora.iob", "def f():\n from flows import guard", "tasks never imports flows"),
        ("tasks.simulation.loop", "from prefect import flow", "prefect has no place here"),
        ("flows.sweep", "def f():\n from mlflow import log_metric", "mlflow has no place here"),
        ("tasks.reporting.report", "import mlflow", "mlflow has no place here"),
        ("tasks.tracking.store", "import mlflow.entities", "mlflow is imported where it is used"),
        ("flows.stages", "import prefect", "prefect is imported where it is used"),
        ("flows.stages.adviser", "from flows.topics import topics\nimport prefect", "where it"),
        ("flows.arguments", "import prefect", "prefect is imported where it is used"),
        ("tasks.jobs", "import prefect", "prefect has no place here"),
        ("tasks.topics.lda", "import gensim", "gensim is imported where it is used"),
        ("tasks.salary.ridge", "import sklearn.linear_model", "sklearn is imported where it is"),
        ("tasks.salary.ridge", "import mlflow", "mlflow has no place here"),
        ("tasks.vacancies.files", "import pyarrow.parquet", "pyarrow is imported where it is"),
        ("tasks.vacancies.text", "from tasks.skills import texts", "does not import skills"),
        ("tasks.skills.texts", "from tasks.topics import model", "skills does not import topics"),
        ("tasks.tracking.adviser", "from tasks.topics.jobs import fit_topics", "results only"),
        ("flows.stages", "try:\n import prefect\nfinally: pass", "prefect is imported where"),
        ("tasks.simulation.process", "import torch.nn", "torch is imported where it is used"),
        ("flows.cli", "def f():\n import dvc.api", "dvc has no place here"),
        ("tasks.querying.pool", "from tasks.tagging import f1", "does not import tagging"),
        ("tasks.querying.pool", "from ..corpora.iob import spans", "does not import corpora"),
        ("tasks.querying", "from ..corpora import iob", "does not import corpora"),
        (
            "tasks.querying.pool",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n from tasks.corpora import files",
            "querying does not import corpora",
        ),
        (
            "tasks.querying.pool",
            "from importlib import import_module\nimport_module('tasks.tagging.tagger')",
            "querying does not import tagging",
        ),
        ("tasks.corpora.iob", "from tasks.tagging import tagger", "does not import tagging"),
        ("tasks.sources.fetch", "import tasks.corpora", "sources does not import corpora"),
        ("tasks.tagging.f1", "import tasks.simulation.loop", "tagging does not import simulation"),
        ("tasks.files", "from tasks import paths", "files does not import paths"),
        ("tasks.tracking.sweep", "from tasks.simulation.loop import simulate", "results only"),
        ("tasks.newroom.x", "from tasks.errors import UserError", "does not import errors"),
    ],
)
def test_a_wrong_arrow_is_found(importer: str, source: str, reason: str) -> None:
    module = Module(importer, source, package=importer == "tasks.querying")
    (line,) = wrong_arrows([module])
    assert reason in line


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("flows.sweep", "import prefect\nfrom tasks.tracking import store"),
        ("tasks.tracking.store", "def f():\n import mlflow"),
        ("tasks.tracking.store", "if TYPE_CHECKING:\n from mlflow import MlflowClient"),
        ("tasks.tagging.tagger", "import torch\nfrom tasks.corpora.iob import spans"),
        ("tasks.simulation.loop", "import torch\nfrom tasks.querying.pool import Pool"),
        ("flows.topics", "from prefect import flow"),
        ("flows.fan_out", "from prefect import task"),
        ("tasks.topics.lda", "def f():\n import gensim"),
        ("tasks.tracking.adviser", "from tasks.topics.results import read_topics"),
        ("tasks.corpora.iob", "from .sentence import Sentence\nfrom tasks import errors"),
        ("tasks.corpora.iob", "import torchvision_is_not_torch, dvclive"),
    ],
)
def test_a_right_arrow_is_let_through(importer: str, source: str) -> None:
    assert wrong_arrows([Module(importer, source)]) == []


def test_a_circle_is_found() -> None:
    circle = [
        Module("tasks.corpora.a", "import tasks.tagging.b"),
        Module("tasks.tagging.b", "def f():\n from tasks.querying import c"),
        Module("tasks.querying.c", "from tasks.corpora.a import x"),
    ]
    with pytest.raises(CycleError):
        list(TopologicalSorter(room_graph(circle)).static_order())


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.manual_seed(0)",
        "import torch as t\ndef f():\n t.cuda.manual_seed_all(0)",
        "from torch import manual_seed as s\ns(0)",
        "import torch\ntorch.randperm(5)",
        "import torch\nx = torch.bernoulli(p)",
        "import numpy as np\nnp.random.seed(0)",
        "import numpy as np\nnp.random.rand(3)",
        "import numpy.random as nr\nnr.shuffle(x)",
        "from numpy import random\nrandom.permutation(3)",
        "from numpy.random import choice\nchoice(3)",
        "import random\nrandom.seed(0)",
        "from random import shuffle\nshuffle(x)",
    ],
)
def test_global_randomness_is_found(source: str) -> None:
    assert len(uses_of_global_randomness(Module("tasks.x", source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.Generator('cpu').manual_seed(1)",
        "import torch\ntorch.randperm(5, generator=g)",
        "import numpy as np\nnp.random.default_rng(np.random.SeedSequence([1])).permutation(3)",
        "from random import Random\nRandom(0).shuffle(x)",
        "def f(random):\n random.shuffle(x)",
    ],
)
def test_a_generator_of_ones_own_is_let_through(source: str) -> None:
    assert uses_of_global_randomness(Module("tasks.x", source)) == []
