"""Spending an annotation budget that is counted in words or in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from tasks.querying.pool import IntArray

# 0.07 × 100 is a little more than 7: a budget must not grow by a sentence for that.
_ROUNDING = 1e-6

BudgetUnit = Literal["words", "sentences"]


def sentence_costs(lengths: IntArray, unit: BudgetUnit) -> IntArray:
    """What annotating each sentence costs: its words, or 1."""
    return lengths if unit == "words" else np.ones_like(lengths)


def take_within_budget(order: Iterable[int], costs: IntArray, budget: float) -> list[int]:
    """Take sentences in `order` until their cost reaches `budget`.

    The last one may overshoot by less than its own cost; nothing is carried over. `order` is
    read no further than needed.
    """
    taken: list[int] = []
    spent = 0
    if budget <= _ROUNDING:
        return taken
    for sentence in order:
        taken.append(sentence)
        spent += int(costs[sentence])
        if spent >= budget - _ROUNDING:
            break
    return taken
