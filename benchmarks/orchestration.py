"""What the sweep flow costs: its wall time against the same simulations in a bare process pool.

Both arms do the same work orders with the same number of processes. The flow also starts and
stops a Prefect server, which takes some seconds whatever the sweep: that fixed cost is
measured as a sweep in which nothing is left to do, stated, and taken off. The first sweep of a
project makes the stores of Prefect and MLflow as well: it is stated, and the one after it, with
its simulations removed, is compared.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

# Fewer simulations, which take a minute each on a core of the machine of docs/performance.md.
MINUTES: Mapping[str, Mapping[str, Any]] = {
    "corpora": {"sample": {"epochs": 180}},
    "sweep": {"strategies": ["random", "mnlp"], "seeds": 3, "full_data": False},
}


def measure(
    folder: Path, params: Path, changes: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Seconds of both arms over the simulations of `params`, each in a fresh project folder."""
    pool = _prepared(folder / "pool", params, changes or {})
    bare = _bare_pool(pool)
    flow = _prepared(folder / "flow", params, changes or {})
    first, _ = _sweep(flow)
    simulations = len(list((flow / ".skillpath" / "simulations").iterdir()))
    shutil.rmtree(flow / ".skillpath" / "simulations")
    sweep, busy = _sweep(flow)
    fixed, busy_fixed = _sweep(flow)
    cores = len(os.sched_getaffinity(0))
    return {
        "simulations": simulations,
        "bare pool, seconds": round(bare, 1),
        "first sweep, seconds": round(first, 1),
        "sweep, seconds": round(sweep, 1),
        "fixed start-up, seconds": round(fixed, 1),
        "ratio beyond the start-up": round((sweep - fixed) / bare, 3),
        "share of the cores' time used": round((busy - busy_fixed) / (sweep - fixed) / cores, 3),
    }


def _prepared(root: Path, params: Path, changes: Mapping[str, Mapping[str, Any]]) -> Path:
    """A project folder with the data stages done."""
    (root / "data").mkdir(parents=True)
    values = yaml.safe_load(params.read_text(encoding="utf-8"))
    values["sweep"] |= changes.get("sweep", {})
    for corpus, sizes in changes.get("corpora", {}).items():
        values["corpora"][corpus] |= sizes
    (root / "params.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    catalogue = params.parent / "data" / "sources.yaml"
    (root / "data" / "sources.yaml").write_text(catalogue.read_text("utf-8"), encoding="utf-8")
    for stage in ("normalise", "embed"):
        _skillpath(root, stage, "--corpus", _corpus(root / "params.yaml"))
    return root


def _bare_pool(root: Path) -> float:
    from flows.orders import make_orders
    from flows.workers import Slot, start, usable_cores
    from tasks.parameters import read_parameters
    from tasks.paths import Project

    parameters = read_parameters(root / "params.yaml")
    corpus = parameters.sweep.corpora[0]
    orders = make_orders(parameters, corpus, "tagger", Project(root))

    def perform(order: Any) -> None:
        if start(order, Slot(None)).wait() != 0:
            raise RuntimeError(f"{order.specification.name} failed: see {order.log}")

    began = time.perf_counter()
    with ThreadPoolExecutor(usable_cores()) as pool:
        list(pool.map(perform, orders))
    return time.perf_counter() - began


def _sweep(root: Path) -> tuple[float, float]:
    """Wall seconds, and processor seconds of all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    _skillpath(root, "sweep", "--corpus", _corpus(root / "params.yaml"))
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _corpus(params: Path) -> str:
    return str(yaml.safe_load(params.read_text(encoding="utf-8"))["sweep"]["corpora"][0])


def _skillpath(root: Path, *arguments: str) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PREFECT_API_URL", "MLFLOW_TRACKING_URI")
    }
    command = [sys.executable, "-m", "flows.cli", *arguments]
    subprocess.run(command, cwd=root, env=environment, check=True, stdout=sys.stderr)
