"""Entity-level precision, recall and F1 by the conlleval convention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.corpora.iob import spans


class EntityScore(NamedTuple):
    """Micro-averaged scores over entities, in percent; 0 where nothing can be counted."""

    precision: float
    recall: float
    f1: float


def entity_score(gold: Iterable[Sequence[str]], predicted: Iterable[Sequence[str]]) -> EntityScore:
    """Score predicted against gold tag sequences.

    An entity counts as found when its type and both of its ends agree. Ill-formed sequences
    are read as conlleval reads them: an ``I-`` that continues nothing starts an entity.

    Raises
    ------
    ValueError
        When the two differ in the number of sentences or in the length of one.
    """
    found = wanted = correct = 0
    for gold_tags, predicted_tags in zip(gold, predicted, strict=True):
        if len(gold_tags) != len(predicted_tags):
            raise ValueError(f"{len(gold_tags)} gold tags but {len(predicted_tags)} predicted ones")
        gold_spans, predicted_spans = set(spans(gold_tags)), set(spans(predicted_tags))
        wanted += len(gold_spans)
        found += len(predicted_spans)
        correct += len(gold_spans & predicted_spans)
    return _score(correct, found, wanted)


def _score(correct: int, found: int, wanted: int) -> EntityScore:
    precision = 100.0 * correct / found if found else 0.0
    recall = 100.0 * correct / wanted if wanted else 0.0
    f1 = 200.0 * correct / (found + wanted) if correct else 0.0
    return EntityScore(precision, recall, f1)
