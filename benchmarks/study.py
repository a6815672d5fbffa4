"""What a study costs: simulations as the sweep runs them, two at a time; memory; BALD's passes."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import Folders, half_trained, specification

ROUNDS = 8
SEEDS = 5
FULL = "full"
STRATEGIES = ("bald", "random", "mnlp", "coreset", "badge", "wbadge")
PASSES = 100
QUICK_PASSES = 5


def simulations(
    folders: Folders, root: Path, strategies: Sequence[str] = STRATEGIES
) -> dict[str, Any]:
    """Seconds and peak memory of simulations of one seed, and what a study of `SEEDS` comes to.

    As many run at a time as there are cores, and the study has as many seeds of each.
    """
    cores = os.cpu_count() or 1
    with _one_thread(cores) as pool:
        runs = {
            name: pool.apply_async(_simulate, (folders, root, name)) for name in (FULL, *strategies)
        }
        spent = {name: run.get() for name, run in runs.items()}
    found: dict[str, Any] = {}
    for name, (seconds, memory) in spent.items():
        found[f"{name}, seconds"] = round(seconds, 1)
        found[f"{name}, memory, MB"] = round(memory)
    for title, left_out in (("without BALD", {"bald", FULL}), ("with BALD", {FULL})):
        chosen = [seconds for name, (seconds, _) in spent.items() if name not in left_out]
        minutes = SEEDS * sum(chosen) / cores / 60
        found[f"study {title}, minutes on {cores} cores"] = round(minutes, 1)
    whole = SEEDS * sum(seconds for seconds, _ in spent.values()) / cores / 60
    found[f"… and all data, minutes on {cores} cores"] = round(whole, 1)
    return found


def bald_passes(folders: Folders, passes: int = PASSES) -> dict[str, Any]:
    """Seconds of BALD's passes with dropout over the whole training split on one core.

    Fewer passes than `PASSES` are scaled up: each costs the same.
    """
    with _one_thread(1) as alone:
        seconds, tokens = alone.apply(_passes, (folders, passes))
    return {
        "passes measured": passes,
        f"seconds for {PASSES} passes": round(seconds * PASSES / passes, 1),
        "tokens/s": round(tokens * passes / seconds),
    }


@contextmanager
def _one_thread(processes: int) -> Iterator[Any]:
    """Processes that compute in one thread each, as a sweep's do, a new one for each task."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"  # read when a process starts
    try:
        with get_context("spawn").Pool(processes, maxtasksperchild=1) as pool:
            yield pool
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _simulate(folders: Folders, root: Path, strategy: str) -> tuple[float, float]:
    """One simulation: its seconds, and its peak memory in megabytes."""
    import torch

    from tasks.simulation.process import order_work, perform

    torch.set_num_threads(1)
    began = time.perf_counter()
    sizes = {"rounds": ROUNDS, "initial_fraction": folders.initial_fraction}
    simulation = specification(
        folders, 0, folders.epochs, strategy=strategy, **({} if strategy == FULL else sizes)
    )
    (order,) = order_work([simulation], folders.corpus, folders.vectors, root, "cpu")
    for _ in perform(order):
        pass
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return time.perf_counter() - began, memory


def _passes(folders: Folders, passes: int) -> tuple[float, int]:
    from tasks.tagging.prediction import TrainedModel

    network, sentences, _ = half_trained(folders)
    model = TrainedModel(network, sentences, "bfloat16")
    ids, generator = np.arange(len(sentences)), np.random.default_rng(0)
    model.passes(ids, 1, generator)
    began = time.perf_counter()
    model.passes(ids, passes, generator)
    return time.perf_counter() - began, len(sentences.words)
