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

    Raises
    ------
    UserError
        When the best is asked for, and nothing could be measured.
    """
    recalls = {
        method: float(one["hidden_skills"]["all"][RECALL]["mean"])
        for method, one in summaries.items()
        if RECALL in one["hidden_skills"]["all"]
    }
    if default == "auto" and not recalls:
        raise UserError(
            "params.yaml: advisor.default is auto, but too few vacancies list four key skills or "
            "more for measuring: name one of advisor.methods"
        )
    best = max(recalls, key=recalls.__getitem__, default=default)
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
        "notes": _notes(recalls, topic_methods),
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
    return read_json(path, "run `skillpath evaluate` again") if path.exists() else None


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


def _notes(recalls: Mapping[str, float], topic_methods: Sequence[str]) -> list[str]:
    if not recalls:
        return []
    best = max(recalls, key=recalls.__getitem__)
    notes = [f"Best by hidden-skill {RECALL}: {best}, {recalls[best]:.3f}."]
    topics = {method: recalls[method] for method in topic_methods if method in recalls}
    if topics:
        topic = max(topics, key=topics.__getitem__)
        ahead = [
            method
            for method, value in recalls.items()
            if method not in topics and value > topics[topic]
        ]
        if ahead:
            notes.append(
                f"The best topic model, {topic} ({topics[topic]:.3f}), loses to {', '.join(ahead)}."
            )
    return notes
