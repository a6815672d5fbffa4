"""Made-up sweeps with plausible numbers, written as the files that the report reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tasks.reporting.sweep import Provenance, SweepFolder

STRATEGIES = ("random", "badge", "bald", "mnlp", "wbadge")
COLUMNS = [
    "corpus",
    "architecture",
    "strategy",
    "seed",
    "round",
    "sentences",
    "words",
    "words_fraction",
    "f1",
    "precision",
    "recall",
    "f1_valid",
]
WORDS = 50_497


def estimate(values: Sequence[float]) -> dict[str, float | int | None]:
    several = len(values) > 1
    std = float(np.std(values, ddof=1)) if several else None
    return {
        "mean": float(np.mean(values)),
        "std": std,
        "stderr": std / len(values) ** 0.5 if std is not None else None,
        "n": len(values),
    }


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def write_sweep(
    folder: Path,
    corpus: str = "atis",
    architecture: str = "bilstm",
    vectors: str = "substitute",
    strategies: Sequence[str] = STRATEGIES,
    seeds: int = 5,
    rounds: int = 8,
    step: float = 0.02,
    full: float | None = 95.1,
    first: float = 68.0,
    optional: bool = True,
) -> SweepFolder:
    """Write one sweep; curves rise from `first` towards a ceiling that differs by strategy."""
    generator = np.random.default_rng(20)
    folder.mkdir(parents=True)
    head = [corpus, architecture]
    curves: list[list[Any]] = []
    timings: list[list[Any]] = []
    f1: dict[str, list[list[float]]] = {}
    ceiling = full or 95.0
    start = first + generator.normal(0, 1.2, seeds)
    for rank, strategy in enumerate(strategies):
        for seed in range(seeds):
            speed = 0.42 + 0.07 * rank / max(1, len(strategies) - 1) * 4
            values = ceiling - (ceiling - start[seed]) * np.exp(-speed * np.arange(rounds))
            values[1:] += generator.normal(-1.2 + 0.2 * min(rank, 4), 0.35, rounds - 1)
            f1.setdefault(strategy, []).append(values.tolist())
            for number, value in enumerate(values):
                words = int(WORDS * step * (number + 1)) + int(generator.integers(0, 12))
                share = f"{words / WORDS:.6f}"
                scores = [f"{v:.4f}" for v in (value, value + 0.3, value - 0.3, value + 0.8)]
                curves.append([*head, strategy, seed, number, words // 11, words, share, *scores])
                select = "" if number == rounds - 1 else f"{0.4 * rank + 0.01:.2f}"
                timings.append([*head, strategy, seed, number, f"{8 + 3 * number:.2f}", select])
    full_values: list[float] = []
    if full is not None:
        for seed in range(seeds):
            value = full + generator.normal(0, 0.15)
            full_values.append(value)
            curves.append([*head, "full", seed, 0, 4478, WORDS, "1.0", *[f"{value:.4f}"] * 4])
            timings.append([*head, "full", seed, 0, "231.50", ""])
    write_rows(folder / "curves.csv", COLUMNS, curves)

    statistics: dict[str, Any] = {
        "corpus": corpus,
        "architecture": architecture,
        "vectors": vectors,
        "seeds": list(range(seeds)),
        "full": None if full is None else {"f1": estimate(full_values)},
        "strategies": {
            strategy: {
                "seeds": list(range(seeds)),
                "alc": estimate([float(np.mean(curve)) for curve in f1[strategy]]),
                "f1_last": estimate([curve[-1] for curve in f1[strategy]]),
                "words_to": _words_to(f1[strategy], full, step),
                "deficiency": estimate(_deficiencies(f1, strategy, full))
                if full is not None and "random" in strategies
                else None,
            }
            for strategy in strategies
        },
        "notes": [
            f"With {seeds} seeds an exact paired test cannot reach p < 0.05, so no difference "
            "here can be significant."
        ],
    }
    (folder / "statistics.json").write_text(json.dumps(statistics), encoding="utf-8")
    if not optional:
        return SweepFolder(folder)

    write_rows(
        folder / "timings.csv",
        [*COLUMNS[:5], "train_seconds", "select_seconds"],
        timings,
    )
    metadata = {
        "study": corpus,
        "corpus": corpus,
        "architecture": architecture,
        "vectors": vectors,
        "parameters": {
            "sweep": {"seeds": seeds, "strategies": list(strategies), "full_data": True},
            "training": {"epochs": 50, "batch": 20, "dropout": 0.5, "learning_rate": 0.001},
        },
        "commit": "0f3c9a7",
        "failed": [{"strategy": "bald_mi", "seed": 3}, "badge, seed 9: out of memory"],
    }
    (folder / "sweep.json").write_text(json.dumps(metadata), encoding="utf-8")
    corpus_file, coverage_file = folder / "corpus.json", folder / "coverage.json"
    counts = {"sentences": 4478, "tokens": WORDS, "spans": 15011, "tags": 120, "mean_length": 11.28}
    corpus_file.write_text(
        json.dumps(
            {
                "format": "sample" if corpus == "sample" else "conll",
                "splits": dict.fromkeys(("train", "valid", "test"), counts),
                "tags": ["O", "B-a"],
                "test_tags_not_in_train": ["B-flight", "I-meal_code"],
            }
        ),
        encoding="utf-8",
    )
    coverage_file.write_text(json.dumps(_coverage(vectors)), encoding="utf-8")
    return SweepFolder(
        folder,
        corpus_file,
        coverage_file,
        Provenance(
            "Airline queries with slots",
            "none stated by the repository",
            ("https://example.org/releases/atis/train/seq.in", "https://example.org/atis/seq.out"),
        ),
    )


def _words_to(
    curves: Sequence[Sequence[float]], full: float | None, step: float
) -> dict[str, dict[str, float | int | None]]:
    if full is None:
        return {}
    levels: dict[str, dict[str, float | int | None]] = {}
    for level in (95, 98, 99):
        first = [
            next((i for i, f1 in enumerate(curve) if f1 >= level / 100 * full), None)
            for curve in curves
        ]
        reached = [i for i in first if i is not None]
        share = float(np.mean([(i + 1) * step for i in reached])) if reached else None
        whole = len(reached) == len(curves) and share is not None
        levels[str(level)] = {
            "reached": len(reached),
            "of": len(curves),
            "mean": share * WORDS if whole and share else None,
            "fraction": share if whole else None,
        }
    return levels


def _deficiencies(f1: dict[str, list[list[float]]], strategy: str, full: float) -> list[float]:
    return [
        float(np.sum(full - np.array(ours)) / np.sum(full - np.array(random)))
        for ours, random in zip(f1[strategy], f1["random"], strict=True)
    ]


def _coverage(vectors: str) -> dict[str, Any]:
    blocks = [
        {"name": "wide vectors", "types": 0.8123, "tokens": 0.9456},
        {"name": "short vectors", "types": 0.7012, "tokens": 0.9012},
    ]
    return {
        "vectors": vectors,
        "sources": [
            {"name": "wide vectors", "licence": "CC BY-SA 4.0", "path": "wide.txt.gz"},
            {"name": "short vectors", "licence": "PDDL", "path": "short.txt.gz"},
        ],
        "dimensions": [300, 100],
        "coverage": {
            "types": 867,
            "tokens": WORDS,
            "any": {"types": 0.9, "tokens": 0.98},
            "every": {"types": 0.61, "tokens": 0.87},
            "blocks": blocks,
        },
    }
