"""A soak: hundreds of tiny simulations while a random worker is killed every few seconds.

The same simulations undisturbed have to give the same bytes, and MLflow rebuilt from the files has
to hold what was logged live.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from tasks.corpora.files import write_conll
from tasks.corpora.sample import sample_corpus
from tasks.paths import SPLITS

STRATEGIES = ("random", "mnlp", "entropy_sum", "badge", "coreset")
SEEDS = 100
BETWEEN_KILLS = (2.0, 5.0)  # seconds

SENTENCES = (80, 20, 20)  # of each split
TINY = {"initial_fraction": 0.2, "batch_size": 8, "epochs": 1, "hidden_size": 8}


def measure(folder: Path, params: Path, seeds: int = SEEDS) -> dict[str, Any]:
    """Simulations done, kills survived, differences from the undisturbed run; MLflow's rebuild."""
    disturbed = _prepared(folder / "disturbed", params, seeds)
    seconds, kills = _sweep(disturbed, random.Random(0))
    undisturbed = _prepared(folder / "undisturbed", params, seeds)
    quiet, _ = _sweep(undisturbed, None)
    ours, theirs = _results(disturbed), _results(undisturbed)
    live = _logged(disturbed)
    shutil.rmtree(disturbed / ".skillpath" / "mlflow")
    began = time.perf_counter()
    if _skillpath(disturbed, "track").wait() != 0:
        raise RuntimeError(f"skillpath track failed in {disturbed}")
    rebuilding = time.perf_counter() - began
    journals = [name for name in ours if name.startswith("journals/")]
    return {
        "simulations wanted": len(STRATEGIES) * seeds,
        "journals": len(journals),
        "kills": kills,
        "files that differ from the undisturbed run": len(
            [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]
        ),
        "seconds": round(seconds, 1),
        "seconds undisturbed": round(quiet, 1),
        "runs in MLflow": len(live),
        "runs in MLflow twice": len(live) - len({key for key, *_ in live}),
        "MLflow rebuilt, seconds": round(rebuilding, 1),
        "runs that differ after the rebuild": _differences(live, _logged(disturbed)),
    }


def _prepared(root: Path, params: Path, seeds: int) -> Path:
    """A project folder of tiny simulations, with the data stages done."""
    (root / "data").mkdir(parents=True)
    values = yaml.safe_load(params.read_text(encoding="utf-8"))
    for split, sentences in zip(SPLITS, sample_corpus(sizes=SENTENCES), strict=True):
        write_conll(root / "own" / f"{split}.conll", sentences)
    values["corpora"]["sample"] = {"path": "own", **TINY}
    values["sweep"] |= {"corpora": ["sample"], "strategies": list(STRATEGIES), "seeds": seeds}
    values["sweep"] |= {"rounds": 2, "full_data": False, "retries": 50, "retry_seconds": 0}
    values["vacancies"]["tables"] = []
    (root / "params.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    shutil.copyfile(params.parent / "data" / "sources.yaml", root / "data" / "sources.yaml")
    _skillpath(root, "download").wait()
    for stage in ("normalise", "embed"):
        _skillpath(root, stage, "--corpus", "sample").wait()
    return root


def _sweep(root: Path, killer: random.Random | None) -> tuple[float, int]:
    """Seconds of a sweep, and how many of its workers were killed."""
    began, kills = time.perf_counter(), 0
    sweep = _skillpath(root, "sweep", "--corpus", "sample")
    while sweep.poll() is None:
        time.sleep(killer.uniform(*BETWEEN_KILLS) if killer else 1.0)
        workers = _workers(root) if killer else []
        if killer and len(workers) > 1:  # the last would be killed again and again
            kills += _kill(killer.choice(workers))
    if sweep.returncode != 0:
        raise RuntimeError(f"the sweep in {root} ended with {sweep.returncode}")
    return time.perf_counter() - began, kills


def _workers(root: Path) -> list[int]:
    """Processes that perform a simulation of this project."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            here = (folder / "cwd").resolve() == root.resolve()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if here and b"tasks.simulation" in command:
            found.append(int(folder.name))
    return sorted(found)


def _kill(process: int) -> int:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


def _results(root: Path) -> dict[str, bytes]:
    folder = root / "data" / "sweeps" / "sample" / "tagger"
    files = [folder / "curves.csv", folder / "statistics.json", *folder.glob("journals/*")]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def _logged(root: Path) -> list[list[Any]]:
    """Every run with its key, without ids and times, read in a process of its own."""
    script = """
import json
from tasks.paths import Project
from tasks.tracking.store import open_store
client, found, token = open_store(Project()), [], None
ids = [one.experiment_id for one in client.search_experiments()]
while True:
    page = client.search_runs(ids, page_token=token)
    for run in page:
        own = {k: v for k, v in run.data.tags.items() if not k.startswith("mlflow.parent")}
        points = client.get_metric_history(run.info.run_id, "f1")
        found.append([
            own.get("skillpath.key", run.info.run_id), run.info.run_name, run.info.status, own,
            run.data.params, run.data.metrics,
            sorted([point.step, point.value] for point in points),
        ])
    token = page.token
    if not token:
        break
print(json.dumps(found))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        env=_environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted(json.loads(done.stdout.splitlines()[-1]), key=lambda run: str(run[0]))


def _differences(before: list[list[Any]], after: list[list[Any]]) -> int:
    return sum(one != other for one, other in zip_longest(before, after))


def _environment() -> dict[str, str]:
    foreign = ("PREFECT_API_URL", "MLFLOW_TRACKING_URI")
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[1])}


def _skillpath(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flows.cli", *arguments]
    return subprocess.Popen(command, cwd=root, env=_environment(), stdout=sys.stderr)
