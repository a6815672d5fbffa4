"""What the sweep flow costs: its wall time against the same simulations in a bare process pool.

Both arms do the same work orders with the same number of processes. The flow also starts and
stops a Prefect server, which takes some seconds whatever the sweep: that fixed cost is
measured as a sweep in which nothing is left to do, stated, and taken off.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml


def measure(folder: Path, params: Path) -> dict[str, Any]:
    """Seconds of both arms over the simulations of `params`, each in a fresh project folder."""
    pool = _prepared(folder / "pool", params)
    bare = _bare_pool(pool)
    flow = _prepared(folder / "flow", params)
    sweep, busy = _sweep(flow)
    fixed, busy_fixed = _sweep(flow)
    cores = len(os.sched_getaffinity(0))
    return {
        "simulations": len(list((flow / ".skillpath" / "simulations").iterdir())),
        "bare pool, seconds": round(bare, 1),
        "sweep, seconds": round(sweep, 1),
        "fixed start-up, seconds": round(fixed, 1),
        "ratio beyond the start-up": round((sweep - fixed) / bare, 3),
        "share of the cores' time used": round((busy - busy_fixed) / (sweep - fixed) / cores, 3),
    }


def _prepared(root: Path, params: Path) -> Path:
    """A project folder with the data stages done."""
    (root / "data").mkdir(parents=True)
    (root / "params.yaml").write_text(params.read_text(encoding="utf-8"), encoding="utf-8")
    catalogue = params.parent / "data" / "sources.yaml"
    (root / "data" / "sources.yaml").write_text(catalogue.read_text("utf-8"), encoding="utf-8")
    for stage in ("normalise", "embed"):
        _skillpath(root, stage, "--corpus", _corpus(params))
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
