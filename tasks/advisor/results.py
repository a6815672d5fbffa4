"""What the evaluation found: ``metrics.json``, and which method the adviser takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.files import read_json

METRICS = "metrics.json"
QUERIES = "queries.json"
RECALL = "recall@10"
TESTS = ("hidden_skills", "retrieval", "retrieval_by_text")


def metrics(
    study: str,
    vocabulary: int,
    folds: int,
    summaries: Mapping[str, Mapping[str, Any]],
    texts: Sequence[Mapping[str, Any]],
    topic_methods: Sequence[str],
    default: str,
) -> dict[str, Any]:
    """The content of ``metrics.json``.

    Parameters
    ----------
    vocabulary
        How many skills there are to rank.
    summaries
        By method, as `tasks.advisor.evaluation.summarise` gives them.
    texts
        Of the comparison of texts: ``method``, ``text`` and the summary of ``retrieval``.
    topic_methods
        Which methods are topic models.
    default
        What the adviser takes: a method, or ``auto`` for the best by recall@10.
    """
    best = max(summaries, key=lambda method: _recall(summaries[method]))
    return {
        "study": study,
        "folds": folds,
        "vocabulary": vocabulary,
        "default": best if default == "auto" else default,
        **{test: _test(summaries, test) for test in TESTS},
        "texts": {
            "rows": [
                {"text": one["text"], "method": one["method"], **_means(one["retrieval"]["all"])}
                for one in texts
            ]
        },
        "notes": _notes(summaries, topic_methods, best),
    }


def read_metrics(folder: Path) -> dict[str, Any] | None:
    """Read ``metrics.json``; None where a study without vacancies left an empty folder.

    Raises
    ------
    UserError
        When the folder itself is missing.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is missing: run `skillpath evaluate` first")
    path = folder / METRICS
    return read_json(path) if path.is_file() else None


def _test(summaries: Mapping[str, Mapping[str, Any]], test: str) -> dict[str, Any]:
    slices = {method: one[test] for method, one in summaries.items()}
    return {
        "queries": max(one["all"]["queries"] for one in slices.values()),
        "methods": {
            method: {
                **{
                    name: {"mean": value["mean"], "std": value["sd"]}
                    for name, value in one["all"].items()
                    if name != "queries"
                },
                "slices": {name: _means(one[name]) for name in one if name != "all"},
            }
            for method, one in slices.items()
        },
    }


def _means(measures: Mapping[str, Any]) -> dict[str, float]:
    return {name: value["mean"] for name, value in measures.items() if name != "queries"}


def _recall(summary: Mapping[str, Any]) -> float:
    return float(summary["hidden_skills"]["all"][RECALL]["mean"])


def _notes(
    summaries: Mapping[str, Mapping[str, Any]], topic_methods: Sequence[str], best: str
) -> list[str]:
    topics = {method: _recall(summaries[method]) for method in topic_methods if method in summaries}
    others = {method: _recall(one) for method, one in summaries.items() if method not in topics}
    notes = [f"Best by hidden-skill {RECALL}: {best}, {_recall(summaries[best]):.3f}."]
    if topics and others:
        topic, recall = max(topics.items(), key=lambda item: item[1])
        ahead = [method for method, value in others.items() if value > recall]
        if ahead:
            notes.append(
                f"The best topic model, {topic} ({recall:.3f}), loses to {', '.join(ahead)}."
            )
    return notes
