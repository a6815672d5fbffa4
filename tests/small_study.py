"""The real configuration with smaller numbers, on a small corpus of one's own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from flows import stages
from flows.server import prefect_environment
from tasks.corpora.files import write_conll
from tasks.corpora.sample import sample_corpus
from tasks.parameters import read_parameters
from tasks.paths import SPLITS, Project

CHECKOUT = Path(__file__).parents[1]


def write_corpus(folder: Path, sizes: tuple[int, int, int] = (80, 20, 20)) -> Path:
    """A folder of files as people bring their own: one a split."""
    for split, sentences in zip(SPLITS, sample_corpus(sizes=sizes), strict=True):
        write_conll(folder / f"{split}.conll", sentences)
    return folder


def small_values(own: Path, **sweep: Any) -> dict[str, Any]:
    """The committed parameters, shrunk; `sweep` changes more of that section."""
    values: dict[str, Any] = yaml.safe_load((CHECKOUT / "params.yaml").read_text(encoding="utf-8"))
    sizes = {"initial_fraction": 0.2, "batch_size": 8, "epochs": 1, "hidden_size": 8}
    values["corpora"]["sample"] = {"path": str(own), "format": "conll", **sizes}
    values["vectors"]["dimension"] = 8
    values["sweep"] |= {"strategies": ["random", "mnlp"], "seeds": 2, "rounds": 2, "workers": 2}
    values["sweep"] |= {"retries": 0, "retry_seconds": 0.1, **sweep}
    values["vacancies"]["tables"] = []
    values["study"] = "small"
    return values


def small_adviser(values: dict[str, Any]) -> dict[str, Any]:
    """The same with the embedded vacancies, and an adviser of few models."""
    topics, salary, advisor = (values[name] for name in ("topics", "salary", "advisor"))
    models = {name: topics["models"][name] | {"topics": 8} for name in ("nmf", "report-nmf")}
    names = ("popularity", "bm25", "walk", "nmf", "report-nmf")
    methods = {name: advisor["methods"][name] for name in names}
    return values | {
        "vacancies": values["vacancies"] | {"tables": ["sample"]},
        "topics": topics | {"models": models, "numbers": [8], "seeds": 1},
        "salary": salary
        | {
            "models": ["median", "ridge"],
            "given": ["skills"],
            "curve_model": "median",
            "curve_shares": [1.0],
        },
        "advisor": advisor
        | {
            "methods": methods,
            "texts": ["filtered"],
            "text_methods": ["tfidf"],
            "folds": 2,
            "compared": ["report-nmf"],
        },
    }


def write_parameters(root: Path, values: dict[str, Any]) -> Project:
    """A project with these parameters and the real catalogue; nothing was run in it yet."""
    project = Project(root)
    project.catalogue.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Project(CHECKOUT).catalogue, project.catalogue)
    project.params.write_text(yaml.safe_dump(values), encoding="utf-8")
    return project


def prepare(root: Path, values: dict[str, Any], stores: bool = True) -> Project:
    """A project with these parameters up to the stage `embed`, ready for its sweep.

    With `stores` of its own, if it has none yet; they are empty.
    """
    project = write_parameters(root, values)
    if stores and not project.state.exists():
        shutil.copytree(_empty_stores().state, project.state)
    parameters = read_parameters(project.params)
    stages.download(parameters, project)
    stages.normalise(parameters, project, "sample")
    stages.embed(parameters, project, "sample")
    return project


_MAKE_STORES = (
    ("-m", "prefect", "server", "database", "upgrade", "--yes"),
    ("-c", "from tasks.paths import Project; import tasks.tracking.store as store; "
           "store.open_store(Project())"),
)  # fmt: skip


@cache
def _empty_stores() -> Project:
    """A project with databases of Prefect and MLflow, which take seconds to make, and no more."""
    project = Project(Path(tempfile.mkdtemp(prefix="skillpath-stores-")))
    atexit.register(shutil.rmtree, project.root)
    with patch.dict("os.environ", own_environment(), clear=True):
        environment = {**os.environ, **prefect_environment(project)}
    project.prefect.mkdir(parents=True)
    for command in _MAKE_STORES:
        made = [sys.executable, *command]
        subprocess.run(made, cwd=project.root, env=environment, check=True, capture_output=True)
    return project


def sweep_results(project: Project) -> dict[str, bytes]:
    """The files that must be the same however the sweep came about."""
    folder = project.sweep("sample", "tagger")
    files = [folder / "curves.csv", folder / "statistics.json", *folder.glob("journals/*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def own_environment(**more: str) -> dict[str, str]:
    """This process's environment without servers that may be running, and with this code."""
    foreign = ("PREFECT_", "MLFLOW_", "SKILLPATH_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "PYTHONPATH": str(CHECKOUT), **more}


def skillpath(*arguments: str) -> list[str]:
    """The command line of ``skillpath``, run by this interpreter."""
    return [sys.executable, "-m", "flows.cli", *arguments]


def processes_with(marker: str) -> dict[int, str]:
    """Processes whose environment holds `marker`, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if marker.encode() in environment and command:
            found[int(folder.name)] = command.replace(b"\0", b" ").decode().strip()
    return found
