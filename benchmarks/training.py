"""Training throughput against the plain loop, at equal F1, and where the time goes.

Throughput is measured alone on one core, both loops in turns. F1 comes from five seeds of each,
trained for `F1_EPOCHS` epochs, as many at a time as there are cores.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from benchmarks.corpora import Folders, load

F1_EPOCHS = 12
F1_SEEDS = 5
REPEATS = 3
OPERATIONS = 6
STARTS = 5


def throughput(folders: Folders, sentences: int | None = None) -> dict[str, Any]:
    """Sentences a second of an epoch of both loops, and their ratio.

    Parameters
    ----------
    sentences
        Train on so many, drawn at random; None means all. The embedding table is the whole one.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), _one_thread) as alone:
        rounds = [
            alone.submit(_throughput, folders, repeat, sentences).result()
            for repeat in range(REPEATS)
        ]
    ratios = [row["skillpath"] / row["plain"] for row in rounds]
    return {
        "sentences": sentences or "all",
        "plain sentences/s": round(statistics.median(row["plain"] for row in rounds), 1),
        "skillpath sentences/s": round(statistics.median(row["skillpath"] for row in rounds), 1),
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
    }


def f1(folders: Folders, sentences: int | None = None) -> dict[str, Any]:
    """F1 on the test split of both loops over five seeds, and the mean paired difference.

    Parameters
    ----------
    sentences
        Train on so many, drawn anew for each seed; None means all.
    """
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _one_thread) as pool:
        kinds = ("plain", "skillpath")
        runs = {
            (kind, seed): pool.submit(_final_f1, folders, kind, seed, sentences)
            for kind in kinds
            for seed in range(F1_SEEDS)
        }
        scores = {kind: [runs[kind, seed].result() for seed in range(F1_SEEDS)] for kind in kinds}
    differences = [b - a for a, b in zip(scores["plain"], scores["skillpath"], strict=True)]
    return {
        "epochs": F1_EPOCHS,
        "sentences": sentences or "all",
        "plain F1": [round(value, 2) for value in scores["plain"]],
        "skillpath F1": [round(value, 2) for value in scores["skillpath"]],
        "difference": round(statistics.mean(differences), 2),
        "standard error": round(statistics.stdev(differences) / len(differences) ** 0.5, 2),
    }


def start_up(folders: Folders) -> dict[str, Any]:
    """Seconds from the start of a process to a network that is ready to be trained."""
    code = (
        "from pathlib import PosixPath; from benchmarks.corpora import Folders, load; "
        f"from tasks.tagging import training; load({folders!r}, 0, 1)"
    )
    times = []
    for _ in range(STARTS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - began)
    return {"seconds, median": round(statistics.median(times), 2)}


def profile(folders: Folders, sentences: int = 2000) -> dict[str, Any]:
    """Where an epoch of both loops spends its time, and which share of the arithmetic is reached.

    The arithmetic is that of the LSTM, forward and twice that backward; its limit is what a core
    does on large matrices in the same precision.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), _one_thread) as alone:
        return alone.submit(_profile, folders, sentences).result()


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def _train(
    corpus: Any, network: Any, kind: str, seed: int, batch_size: int, epochs: int, chosen: Any
) -> Any:
    """Train one network in the way `kind` on the `chosen` sentences and return it."""
    from tasks.simulation.randomness import generator, torch_generator
    from tasks.tagging.parameters import TrainingParameters
    from tasks.tagging.training import train

    if kind == "skillpath":
        train(
            network,
            corpus.train,
            chosen,
            TrainingParameters(epochs, batch_size, precision="bfloat16"),
            order=generator(seed, 0, "batches"),
            masks=torch_generator(seed, 0, "dropout"),
        )
        return network
    import torch

    from benchmarks.reference import PlainTagger, train_plainly

    plain = PlainTagger(network)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        order = generator(seed, 0, "batches")
        train_plainly(plain, corpus.train, chosen, epochs, batch_size, order)
    return plain.copy_into(network)


def _throughput(folders: Folders, seed: int, sentences: int | None) -> dict[str, float]:
    """Sentences a second of one epoch of each loop, measured one after the other.

    The epoch before it, on a quarter of the sentences, prepares the library's kernels.
    """
    import numpy as np

    speeds = {}
    for kind in ("plain", "skillpath"):
        corpus, network = load(folders, seed, F1_EPOCHS)
        chosen = np.random.default_rng(seed).permutation(len(corpus.train))[:sentences]
        _train(corpus, network, kind, seed, folders.batch_size, 1, chosen[: len(chosen) // 4])
        began = time.perf_counter()
        _train(corpus, network, kind, seed, folders.batch_size, 1, chosen)
        speeds[kind] = len(chosen) / (time.perf_counter() - began)
    return speeds


def _profile(folders: Folders, sentences: int) -> dict[str, Any]:
    import numpy as np
    import torch
    from torch.profiler import ProfilerActivity
    from torch.profiler import profile as profiler

    result: dict[str, Any] = {}
    for kind, precision in (("plain", torch.float32), ("skillpath", torch.bfloat16)):
        corpus, network = load(folders, 0, F1_EPOCHS)
        chosen = np.random.default_rng(0).permutation(len(corpus.train))[:sentences]
        batches = -(-len(chosen) // folders.batch_size)
        _train(corpus, network, kind, 0, folders.batch_size, 1, chosen)
        began = time.perf_counter()
        _train(corpus, network, kind, 0, folders.batch_size, 1, chosen)
        seconds = time.perf_counter() - began
        with profiler(activities=[ProfilerActivity.CPU]) as seen:
            _train(corpus, network, kind, 0, folders.batch_size, 1, chosen)
        spent = sorted(
            ((one.self_cpu_time_total / 1000 / batches, one.key) for one in seen.key_averages()),
            reverse=True,
        )
        result[f"{kind}, ms a batch"] = round(1000 * seconds / batches, 1)
        result[f"{kind}, of these"] = {
            name.removeprefix("aten::"): round(milliseconds, 1)
            for milliseconds, name in spent[:OPERATIONS]
        }
        tokens = int(corpus.train.lengths[chosen].sum())
        speed = tokens * _operations_a_token(network) / seconds / 1e9
        limit = _large_product(precision)
        result[f"{kind}, GFLOP/s"] = round(speed, 1)
        result[f"{kind}, share of a large product's {limit:.0f} GFLOP/s"] = round(speed / limit, 2)
    return result


def _operations_a_token(network: Any) -> int:
    """Multiplications and additions of both directions' LSTM, forward and backward."""
    states = network.encoder_size // 2
    forward = 2 * 4 * states * (network.embedding.weight.shape[1] + states)
    return 3 * 2 * forward


def _large_product(precision: Any, size: int = 1024) -> float:
    """GFLOP/s of a product of square matrices, the best of ten."""
    import torch

    matrix = torch.randn(size, size).to(precision)
    times = []
    for _ in range(10):
        began = time.perf_counter()
        matrix @ matrix
        times.append(time.perf_counter() - began)
    return 2 * size**3 / min(times) / 1e9


def _final_f1(folders: Folders, kind: str, seed: int, sentences: int | None) -> float:
    import numpy as np

    from tasks.tagging.f1 import entity_score
    from tasks.tagging.prediction import predict_tags

    corpus, network = load(folders, seed, F1_EPOCHS)
    chosen = np.random.default_rng(seed).permutation(len(corpus.train))[:sentences]
    network = _train(corpus, network, kind, seed, folders.batch_size, F1_EPOCHS, chosen)
    predicted = predict_tags(network, corpus.test, corpus.inventory)
    print(f"  F1 of {kind}, seed {seed}", file=sys.stderr, flush=True)
    return entity_score(corpus.gold_test, predicted).f1
