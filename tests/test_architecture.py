"""The house rules that no type checker knows: which way imports run, and what is never called.

Every file of ``flows`` and ``tasks`` is parsed; imports inside functions and those for type
checkers only count as much as any other.
"""

from __future__ import annotations

import ast
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).parents[1]

# Inside `tasks`: which room may import which. A room is a folder or a module of its own.
EDGES = {
    "addresses", "disk", "errors", "files", "fingerprints", "locks", "paths", "provenance",
    "settings",
}  # fmt: skip
ROOMS = {
    "addresses": set[str](),
    "disk": {"errors"},
    "errors": set[str](),
    "locks": {"errors", "files"},
    "files": {"errors"},
    "fingerprints": set[str](),
    "paths": set[str](),
    "provenance": {"files"},
    "settings": set[str](),
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

# A wall clock jumps: it stamps what is logged and is compared with dates that others name.
WALL_CLOCK = {
    "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
    "datetime.date.today",
}  # fmt: skip
STAMPS = {
    "tasks.locks",
    "tasks.simulation.record",
    "tasks.tracking.sweep",
    "tasks.sources.transfer",
    "tasks.vacancies.collector.client",
    "flows.stages.collecting",
}

# The settings; who puts back what it has set.
READERS_OF_THE_ENVIRONMENT = ("tasks.settings", "benchmarks.study")

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
        (
            "flows.sweep", "flows.topics", "flows.salary", "flows.evaluate", "flows.fan_out",
            "flows.runners", "flows.deployments",
        ),
    ),
    "mlflow": (("tasks.tracking",), ()),
    "dvc": ((), ()),
    **dict.fromkeys(
        (
            "pandas", "scipy", "sklearn", "gensim", "catboost", "pyarrow", "pymorphy3",
            "ahocorasick",
        ),
        (("tasks",), ()),
    ),
    "httpx": (("tasks", "flows"), ()),
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


# What runs code that stands in a file or a text, or a shell's line.
RUNS_CODE = {
    "eval", "exec", "compile", "os.system", "os.popen", "subprocess.getoutput",
    "subprocess.getstatusoutput", "yaml.load_all", "yaml.unsafe_load", "yaml.unsafe_load_all",
    "yaml.full_load", "yaml.full_load_all", "torch.jit.load", "torch.hub.load",
    "pandas.read_pickle",
}  # fmt: skip
PICKLES = ("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal")
SAFE_LOADERS = {"yaml.SafeLoader", "yaml.CSafeLoader", "yaml.BaseLoader"}


def runs_foreign_code(module: Module) -> list[str]:
    """Where a module may run code that a file or a text brings: pickles, YAML's objects, shells."""
    tree = ast.parse(module.source)
    names = _bound_names(tree)
    found = [
        f"{module.name}:{one.line}: {one.imported}"
        for one in imports_of(module)
        if within(one.imported, *PICKLES)
    ]
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        parts = _dotted(call.func)
        name = ".".join([names.get(parts[0], parts[0]), *parts[1:]]) if parts else ""
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        if (
            name in RUNS_CODE
            or (name == "torch.load" and given.get("weights_only") != "True")
            or (name == "yaml.load" and _loader(call, names) not in SAFE_LOADERS)
            or (name.startswith("gensim.") and name.endswith(".load"))
            or given.get("allow_pickle", "False") != "False"
            or given.get("shell", "False") != "False"
        ):
            found.append(f"{module.name}:{call.lineno}: {name or 'a call'}")
    return found


def _loader(call: ast.Call, names: dict[str, str]) -> str:
    """The loader of a call of ``yaml.load``."""
    given = [*call.args[1:], *(one.value for one in call.keywords if one.arg == "Loader")]
    parts = _dotted(given[0]) if given else []
    return ".".join([names.get(parts[0], ""), *parts[1:]]) if parts else ""


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


def uses_of_the_wall_clock(module: Module) -> list[str]:
    """Where a module asks what time of what day it is, by which no duration is measured."""
    tree = ast.parse(module.source)
    names = _bound_names(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            parts = _dotted(node)
            if (
                parts
                and parts[0] in names
                and ".".join([names[parts[0]], *parts[1:]]) in WALL_CLOCK
            ):
                found.append(f"{module.name}:{node.lineno}")
    return found


def readings_of_the_environment(module: Module) -> list[str]:
    """Where a module asks the environment for a variable, and does not only hand it on or set it.

    Copies of all of it (``{**os.environ, …}``, ``dict(os.environ)``) are for child processes.
    """
    tree = ast.parse(module.source)
    names = _bound_names(tree)

    def is_environment(node: ast.expr) -> bool:
        parts = _dotted(node)
        return bool(parts) and ".".join([names.get(parts[0], ""), *parts[1:]]) == "os.environ"

    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Attribute(value, "get")) if is_environment(value):
                found.append(node)
            case ast.Call(func) if names.get((_dotted(func) or [""])[0]) in ("os", "os.getenv"):
                found += [node] if _dotted(func)[-1] == "getenv" else []
            case ast.Subscript(value, ctx=ast.Load()) if is_environment(value):
                found.append(node)
            case ast.Compare(comparators=others) if any(map(is_environment, others)):
                found.append(node)
            case ast.Call(ast.Name(function), arguments) if function != "dict":
                found += [node for one in arguments if is_environment(one)]
    return [f"{module.name}:{node.lineno}" for node in found]


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


def test_the_wall_clock_stamps_and_measures_nothing() -> None:
    modules = modules_of("flows", "tasks")
    used = {use.partition(":")[0] for one in modules for use in uses_of_the_wall_clock(one)}
    assert used == STAMPS


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import time\nbegan = time.time()", 1),
        ("from time import time as now\ndef f(clock=now):\n return clock()", 1),
        ("import datetime as d\nd.datetime.now()", 1),
        ("from datetime import UTC, datetime\ndatetime.now(UTC)", 1),
        ("import time\nbegan = time.monotonic(), time.perf_counter()", 0),
        ("from datetime import date\ndate.fromisoformat('2023-05-01')", 0),
    ],
)
def test_a_look_at_the_wall_clock_is_found(source: str, count: int) -> None:
    assert len(uses_of_the_wall_clock(Module("tasks.x", source))) == count


def test_only_the_settings_are_read_from_the_environment_and_only_there() -> None:
    modules = [
        one
        for one in modules_of("flows", "tasks", "benchmarks")
        if one.name not in READERS_OF_THE_ENVIRONMENT
    ]
    assert [place for one in modules for place in readings_of_the_environment(one)] == []


def test_nothing_that_is_loaded_can_run_code() -> None:
    modules = modules_of("flows", "tasks", "benchmarks")
    assert [use for module in modules for use in runs_foreign_code(module)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "def f():\n from joblib import load",
        "import torch\ntorch.load(path)",
        "import torch as t\nt.load(path, weights_only=False)",
        "from torch import load\nload(path, weights_only=chosen)",
        "import numpy as np\nnp.load(path, allow_pickle=True)",
        "import numpy as np\nnp.savez(path, allow_pickle=maybe)",
        "import yaml\nyaml.load(text)",
        "import yaml\nyaml.load(text, yaml.Loader)",
        "from yaml import load, FullLoader\nload(text, Loader=FullLoader)",
        "import yaml\nyaml.unsafe_load(text)",
        "from gensim.models import LdaModel\nLdaModel.load(path)",
        "import pandas\npandas.read_pickle(path)",
        "eval(text)",
        "exec(text)",
        "import os\nos.system(line)",
        "import subprocess\nsubprocess.run(line, shell=True)",
    ],
)
def test_what_can_run_code_is_found(source: str) -> None:
    assert len(runs_foreign_code(Module("tasks.x", source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.load(path, weights_only=True)",
        "import numpy as np\nnp.load(path)\nnp.load(path, allow_pickle=False)",
        "import yaml\nyaml.safe_load(text)\nyaml.load(text, Loader=yaml.SafeLoader)",
        "import subprocess\nsubprocess.run(['git', 'status'])",
        "import re, ast\nre.compile('x')\nast.literal_eval(text)\nmodel.eval()",
        "from tasks.skills.vocabulary import Vocabulary\nVocabulary.load(folder)",
    ],
)
def test_what_cannot_run_code_is_let_through(source: str) -> None:
    assert runs_foreign_code(Module("tasks.x", source)) == []


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
        began = _seconds_of_children()
        told = subprocess.run([skillpath, "--help"], capture_output=True, text=True, check=True)
        seconds.append(_seconds_of_children() - began)
        assert "COMMAND" in told.stdout
    assert min(seconds) < 0.5


def _seconds_of_children() -> float:
    """Processor time, which does not grow with what else the machine does."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


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


@pytest.mark.parametrize(
    "source",
    [
        "import os\nx = os.environ.get('A')",
        "import os\nx = os.environ['A']",
        "import os\nx = os.getenv('A', '')",
        "from os import environ as e\ne.get('A')",
        "from os import getenv\ngetenv('A')",
        "import os\nif 'A' in os.environ: pass",
        "import os\nf(os.environ)",
    ],
)
def test_a_reading_of_the_environment_is_found(source: str) -> None:
    assert len(readings_of_the_environment(Module("tasks.x", source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import os\nx = {**os.environ, 'A': '1'}\ny = dict(os.environ)",
        "import os\nos.environ['A'] = '1'\nos.environ.setdefault('A', '1')\nos.environ.pop('A', 0)",
        "def f(environment):\n return environment.get('A')",
    ],
)
def test_an_environment_for_a_child_is_let_through(source: str) -> None:
    assert readings_of_the_environment(Module("tasks.x", source)) == []
