"""Simulations that nobody ran: work orders with folders, journals and timings of made-up numbers.

Everything that only reads or watches simulations is tested with these, without a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tasks.files import write_json, write_text
from tasks.paths import SPLITS
from tasks.simulation.journal import Round, append_line, append_round, start_journal
from tasks.simulation.process import WorkOrder, order_work
from tasks.simulation.specification import FULL_DATA, Specification
from tasks.tagging.parameters import NetworkParameters, TrainingParameters

TRAIN_WORDS = 1_000
PARAMETERS = {
    "sweep": {"strategies": ["random", "per_word(wbadge)"]},
    "querying": {"wbadge": {"length_power": -1}, "badge": {"unused": 1}},
}
METADATA = {
    "study": "made-up",
    "commit": "0123456789ab",
    "machine": "none",
    "parameters": PARAMETERS,
}


def made_up_specification(strategy: str, seed: int, rounds: int = 4) -> Specification:
    whole = strategy == FULL_DATA
    return Specification(
        corpus="sample",
        vectors="random",
        architecture="tagger",
        strategy=strategy,
        seed=seed,
        rounds=1 if whole else rounds,
        initial_fraction=1.0 if whole else 0.1,
        budget_unit="words",
        vector_scale=1.0,
        lowercase=False,
        record_best_test=False,
        network=NetworkParameters(hidden_size=8, dropout=0.5),
        training=TrainingParameters(epochs=1, batch_size=8),
    )


def made_up_orders(
    root: Path,
    strategies: Sequence[str] = (FULL_DATA, "random", "wbadge"),
    seeds: Sequence[int] = (0, 1),
    rounds: int = 4,
) -> list[WorkOrder]:
    """Orders on a corpus that only has a size; nothing is done of them yet."""
    corpus, vectors = root / "corpora" / "sample", root / "vectors" / "sample"
    write_json(corpus / "corpus.json", {"splits": {"train": {"tokens": TRAIN_WORDS}}})
    write_json(vectors / "coverage.json", {"coverage": {"any": {"types": 0.0, "tokens": 0.0}}})
    for split in SPLITS:
        write_text(corpus / f"{split}.conll", f"{split}\tO\n")
    for name in ("words.txt", "matrix.npy", "covered.npy"):
        write_text(vectors / name, name)
    specifications = [
        made_up_specification(strategy, seed, rounds) for strategy in strategies for seed in seeds
    ]
    return order_work(specifications, corpus, vectors, root / "simulations", "cpu")


def made_up_round(simulation: Specification, number: int, train_words: int = TRAIN_WORDS) -> Round:
    """A round whose scores rise with the words, more steeply for `wbadge`."""
    whole = simulation.strategy == FULL_DATA
    steepness = 4.0 if simulation.strategy == "wbadge" else 2.0
    f1 = 90.0 if whole else 40.0 + steepness * 5 * number + simulation.seed
    return Round(
        round=number,
        sentences=100 if whole else 10 * (number + 1),
        words=train_words if whole else train_words * 103 // 1000 * (number + 1) + simulation.seed,
        f1=f1,
        precision=f1 + 1,
        recall=f1 - 1,
        f1_valid=f1 + 0.5,
        f1_best_test=None,
        epochs=1,
        kept_epoch=0,
        query=(),
    )


def do_rounds(
    order: WorkOrder, upto: int | None = None, train_words: int = TRAIN_WORDS, **changes: Any
) -> None:
    """Write the journal and the timings as if rounds had been done, `upto` in all or to the end."""
    simulation = order.specification
    journal = start_journal(order.journal, order.header)
    for number in range(len(journal.rounds), simulation.rounds if upto is None else upto):
        seconds = {"train_seconds": 1.5 + number, "select_seconds": 0.25}
        append_line(order.timings, {"round": number, **seconds})
        finished = made_up_round(simulation, number, train_words)
        append_round(order.journal, replace(finished, **changes))
