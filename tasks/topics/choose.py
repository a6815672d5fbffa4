"""Which number of topics to take, from the measures of a sweep."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def quality(measures: Mapping[str, Any]) -> float:
    """Topic quality of one model: NPMI × diversity (Dieng, Ruiz & Blei 2020).

    Coherence alone is highest when every topic repeats the same words. A negative NPMI stays as
    it is, since multiplying would reward a lack of diversity.
    """
    return float(measures["npmi"] * (measures["diversity"] if measures["npmi"] > 0 else 1.0))


def choose_topics(results: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The number of topics of each model.

    The rule: the fewest topics whose mean `quality` over seeds is no more than one standard
    error below the best mean. The standard error is that of the best number of topics; 0 with a
    single seed.

    Parameters
    ----------
    results : iterable of mapping
        What `fit_topics` returned, with the ``model`` it belongs to; ``topics``, ``npmi`` and
        ``diversity`` are read.

    Returns
    -------
    dict
        For each model ``topics``, the choice, and ``curve``: number of topics, mean quality, its
        standard error and the number of seeds, by ascending number of topics.
    """
    found: dict[str, dict[int, list[float]]] = {}
    for result in results:
        by_topics = found.setdefault(result["model"], {})
        by_topics.setdefault(result["topics"], []).append(quality(result))
    return {model: _choice(by_topics) for model, by_topics in found.items()}


def _choice(by_topics: Mapping[int, Sequence[float]]) -> dict[str, Any]:
    curve = [
        {
            "topics": topics,
            "quality": math.fsum(values) / len(values),
            "standard_error": _standard_error(values),
            "seeds": len(values),
        }
        for topics, values in sorted(by_topics.items())
    ]
    best = max(curve, key=lambda point: point["quality"])
    enough = best["quality"] - best["standard_error"]
    chosen = next(point for point in curve if point["quality"] >= enough)
    return {"topics": chosen["topics"], "curve": curve}


def _standard_error(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = math.fsum(values) / len(values)
    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return math.sqrt(variance / len(values))
