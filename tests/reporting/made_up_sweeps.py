"""Made-up sweeps with plausible numbers, written as the files that the report reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from itertools import combinations
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
CHOICES = [
    *COLUMNS[:7],
    "mean_length",
    "duplicates",
    "entity_tokens",
    "tag_types",
    "vocabulary",
]
WORDS = 50_497
PLANNED = ("wbadge", "mnlp")


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
    """Write one sweep; curves rise from `first` towards a ceiling that differs by strategy.

    Without what is `optional` it is as sweeps were before there were comparisons.
    """
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
    if optional:
        statistics["comparisons"] = _comparisons(f1)
        for own in statistics["strategies"].values():
            own |= {
                "left_out": [],
                "words_end": estimate([WORDS * step * rounds + i for i in range(seeds)]),
                "f1_end": own["f1_last"],
            }
    (folder / "statistics.json").write_text(json.dumps(statistics), encoding="utf-8")
    if not optional:
        return SweepFolder(folder)

    chosen = _choices(strategies, seeds, rounds)
    write_rows(folder / "choices.csv", CHOICES, [[*head, *row] for row in chosen])
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


def _comparisons(f1: dict[str, list[list[float]]]) -> dict[str, Any]:
    """All pairs; the last strategy was planned against `PLANNED`. The p are made up, too."""
    names = list(f1)
    areas = {name: np.mean(curves, axis=1) for name, curves in f1.items()}
    pairs = [_pair(a, b, areas[a] - areas[b]) for a, b in combinations(names[::-1], 2)]
    for pair in pairs:
        pair["planned"] = pair["first"] == names[-1] and pair["second"] in PLANNED
    for family in ([p for p in pairs if p["planned"]], [p for p in pairs if not p["planned"]]):
        _correct([pair for pair in family if pair["p"] is not None])
    for pair in pairs:
        notes = [*([] if pair["planned"] else ["exploratory"]), pair["note"]]
        pair["note"] = "; ".join(filter(None, notes)) or None
    wins = [[float(np.mean(_wins(np.array(f1[a]) - f1[b]))) for b in names] for a in names]
    return {
        "measure": "alc",
        "pairs": pairs,
        "penalties": {
            "strategies": names,
            "rounds": len(f1[names[0]][0]),
            "matrix": wins,
            "beaten": (np.sum(wins, axis=0) / max(len(names) - 1, 1)).tolist(),
        },
    }


def _pair(first: str, second: str, differences: np.ndarray) -> dict[str, Any]:
    n = len(differences)
    error = float(np.std(differences, ddof=1)) / n**0.5 if n > 1 else None
    mean = float(np.mean(differences))
    return {
        "first": first,
        "second": second,
        "n": n,
        "difference": mean,
        "interval": [mean - 2 * error, mean + 2 * error] if error is not None else None,
        "p": max(2 / 2**n, float(np.exp(-abs(mean) / error))) if error else None,
        "note": None if 2 / 2**n < 0.05 else f"cannot be significant with {n} seeds",
    }


def _correct(family: list[dict[str, Any]]) -> None:
    """Holm's correction, in place; significance too."""
    so_far = 0.0
    for rank, pair in enumerate(sorted(family, key=lambda pair: pair["p"])):
        so_far = max(so_far, min(1.0, (len(family) - rank) * pair["p"]))
        pair["p_holm"] = so_far
        pair["significant"] = so_far < 0.05 if pair["planned"] and not pair["note"] else None


def _wins(differences: np.ndarray) -> np.ndarray:
    """Rounds in which the mean difference is above twice its standard error."""
    n = len(differences)
    return np.mean(differences, axis=0) > 2 * np.std(differences, axis=0) / n**0.5 + 1e-9


def _choices(strategies: Sequence[str], seeds: int, rounds: int) -> list[list[Any]]:
    generator = np.random.default_rng(21)
    rows: list[list[Any]] = []
    for rank, strategy in enumerate(strategies):
        leaning = (rank * 7 % len(strategies)) / len(strategies)
        for seed in range(seeds):
            for number in range(rounds - 1):
                length = 11.3 + 9 * (leaning - 0.4) * 0.8**number + generator.normal(0, 0.3)
                shares = [
                    0.12 * (1 - leaning) * 0.85**number,
                    0.30 + 0.2 * leaning + generator.normal(0, 0.01),
                    1 - (0.45 - 0.2 * leaning) * 0.7**number,
                    0.9 - (0.6 - 0.15 * leaning) * 0.85**number,
                ]
                words = 1000 + int(generator.integers(0, 12))
                chosen = [round(words / length), words, f"{length:.4f}"]
                rows.append([strategy, seed, number, *chosen, *(f"{s:.6f}" for s in shares)])
    return rows


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
