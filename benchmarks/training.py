"""Training throughput against the plain loop, at equal F1.

Throughput is measured alone on one core, both loops in turns. F1 comes from five seeds of
each, trained for `F1_EPOCHS` epochs two at a time.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from benchmarks.corpora import BATCH_SIZE, Folders, load

F1_EPOCHS = 12
F1_SEEDS = 5
REPEATS = 3


def measure(folders: Folders) -> dict[str, Any]:
    """Sentences a second of both loops, their ratio, and the F1 of both over five seeds."""
    with ProcessPoolExecutor(1, get_context("spawn"), _one_thread) as alone:
        rounds = [alone.submit(_throughput, folders, repeat).result() for repeat in range(REPEATS)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _one_thread) as pool:
        kinds = ("plain", "skillpath")
        runs = {
            (kind, seed): pool.submit(_final_f1, folders, kind, seed)
            for kind in kinds
            for seed in range(F1_SEEDS)
        }
        f1 = {kind: [runs[kind, seed].result() for seed in range(F1_SEEDS)] for kind in kinds}
    plain = statistics.median(row["plain"] for row in rounds)
    ours = statistics.median(row["skillpath"] for row in rounds)
    ratios = [row["skillpath"] / row["plain"] for row in rounds]
    differences = [b - a for a, b in zip(f1["plain"], f1["skillpath"], strict=True)]
    return {
        "corpus": folders.corpus.name,
        "plain sentences/s": round(plain, 1),
        "skillpath sentences/s": round(ours, 1),
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
        "epochs for F1": F1_EPOCHS,
        "plain F1": [round(value, 2) for value in f1["plain"]],
        "skillpath F1": [round(value, 2) for value in f1["skillpath"]],
        "F1 difference": round(statistics.mean(differences), 2),
        "F1 difference, standard error": round(
            statistics.stdev(differences) / len(differences) ** 0.5, 2
        ),
    }


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def _train(corpus: Any, network: Any, kind: str, seed: int, epochs: int) -> Any:
    """Train one network in the way `kind` and return it."""
    import numpy as np

    from tasks.simulation.randomness import generator, torch_generator
    from tasks.tagging.parameters import TrainingParameters
    from tasks.tagging.training import train

    if kind == "skillpath":
        train(
            network,
            corpus.train,
            np.arange(len(corpus.train)),
            TrainingParameters(epochs, BATCH_SIZE, precision="bfloat16"),
            order=generator(seed, 0, "batches"),
            masks=torch_generator(seed, 0, "dropout"),
        )
        return network
    import torch

    from benchmarks.reference import PlainTagger, train_plainly

    plain = PlainTagger(network)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        train_plainly(plain, corpus.train, epochs, BATCH_SIZE, generator(seed, 0, "batches"))
    return plain.copy_into(network)


def _throughput(folders: Folders, seed: int) -> dict[str, float]:
    """Sentences a second of one epoch of each loop, measured one after the other."""
    speeds = {}
    for kind in ("plain", "skillpath"):
        corpus, network = load(folders, seed, F1_EPOCHS)
        began = time.perf_counter()
        _train(corpus, network, kind, seed, epochs=1)
        speeds[kind] = len(corpus.train) / (time.perf_counter() - began)
    return speeds


def _final_f1(folders: Folders, kind: str, seed: int) -> float:
    from tasks.tagging.f1 import entity_score
    from tasks.tagging.prediction import predict_tags

    corpus, network = load(folders, seed, F1_EPOCHS)
    network = _train(corpus, network, kind, seed, F1_EPOCHS)
    predicted = predict_tags(network, corpus.test, corpus.inventory)
    print(f"  F1 of {kind}, seed {seed}", file=sys.stderr, flush=True)
    return entity_score(corpus.gold_test, predicted).f1
