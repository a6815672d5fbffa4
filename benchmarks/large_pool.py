"""Selection from pools of up to a million sentences, from Parquet shards to the chosen ids.

The sentences are made up in the shape of a corpus: lengths and words are drawn from its own. A
network trained on a share of the corpus scores them, and W-BADGE chooses among them, within the
default memory budget. Every size runs in a process of its own, so that its peak memory is known.
"""

from __future__ import annotations

import resource
import time
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import Folders, half_trained

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
CENTRES = 1000
SHARD = 100_000
MEMORY = 2048 * 2**20


def measure(folders: Folders, root: Path, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Seconds and memory by size."""
    results = {}
    for size in sizes:
        with get_context("spawn").Pool(1) as alone:
            alone.apply(write_pool, (folders, root / str(size), size))
        with get_context("spawn").Pool(1) as alone:
            results[f"{size:,} sentences"] = alone.apply(_select, (folders, root / str(size)))
    return results


def write_pool(folders: Folders, folder: Path, size: int) -> None:
    """Parquet shards with `size` made-up sentences."""
    import pyarrow
    from pyarrow import parquet

    from tasks.corpora.normalise import load

    train = load(folders.corpus).train
    tokens = pyarrow.array([token for sentence in train for token in sentence.tokens])
    lengths = np.array([len(sentence.tokens) for sentence in train])
    generator = np.random.default_rng(size)
    folder.mkdir(parents=True)
    for number, start in enumerate(range(0, size, SHARD)):
        ours = generator.choice(lengths, min(SHARD, size - start))
        offsets = pyarrow.array(np.concatenate([[0], ours.cumsum()]), pyarrow.int32())
        drawn = tokens.take(pyarrow.array(generator.integers(0, len(tokens), ours.sum())))
        table = pyarrow.table({"tokens": pyarrow.ListArray.from_arrays(offsets, drawn)})
        parquet.write_table(table, folder / f"{number:03}.parquet")


def _select(folders: Folders, folder: Path) -> dict[str, Any]:
    from tasks.querying.kernels.gradients import GradientPoints
    from tasks.querying.kernels.seeding import weighted_seeding
    from tasks.querying.pool import Pool
    from tasks.tagging.prediction import TrainedModel
    from tasks.tagging.shards import encode_shards
    from tasks.tagging.vectors import load as load_vectors

    network, _, _ = half_trained(folders)
    before = _peak()
    began = time.perf_counter()
    sentences = encode_shards(folder, load_vectors(folders.vectors)[0].words)
    read = time.perf_counter()
    ids = np.arange(len(sentences))
    model = TrainedModel(network, sentences)
    pool = Pool(ids, ids[:0], sentences.lengths, model, MEMORY)
    points = GradientPoints(pool)
    scored = time.perf_counter()
    weights = sentences.lengths.astype(np.float64) ** 2
    chosen = list(islice(weighted_seeding(points, weights, np.random.default_rng(0)), CENTRES))
    done = time.perf_counter()
    return {
        "sentences": len(sentences),
        "tokens": len(sentences.words),
        "centres": len(chosen),
        "reading, seconds": round(read - began, 1),
        "scoring, seconds": round(scored - read, 1),
        "choosing, seconds": round(done - scored, 1),
        "all, seconds": round(done - began, 1),
        "memory before, MB": round(before),
        "memory, MB": round(_peak()),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
