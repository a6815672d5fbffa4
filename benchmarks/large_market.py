"""What advice costs among a million vacancies.

They are drawn with replacement from those of the adviser in ``data/advisor``, and each gets a
number and an employer of its own, so that none is a repeat. The process is a fresh one: its peak
memory, which is that of the market and of drawing it, is known.
"""

from __future__ import annotations

import resource
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np

from benchmarks.adviser import measure_queries

MANY = 1_000_000


def measure() -> dict[str, Any]:
    """Milliseconds of a query, and memory."""
    with get_context("spawn").Pool(1) as alone:
        return alone.apply(_measure)


def _measure() -> dict[str, Any]:
    from tasks.advisor.adviser_files import load_adviser
    from tasks.paths import Project

    costs = measure_queries(_enlarged(load_adviser(Project().advisor)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return costs | {"memory, MB": round(peak)}


def _enlarged(adviser: Any) -> Any:
    """An adviser with `MANY` vacancies; its method has to be the blend."""
    import pyarrow

    from tasks.advisor.search import bm25_index

    market, blend = adviser.market, adviser.recommender
    rows = np.random.default_rng(0).integers(0, len(market.vacancies), MANY)
    numbers = pyarrow.array(np.arange(MANY).astype(str))
    columns = {name: market.vacancies[name].take(rows) for name in market.vacancies.column_names}
    profiles = market.profiles[rows]
    return replace(
        adviser,
        market=replace(
            market,
            vacancies=pyarrow.table(columns | {"id": numbers, "employer": numbers}),
            profiles=profiles,
        ),
        recommender=replace(
            blend,
            words=bm25_index(profiles),
            meaning=replace(blend.meaning, unit=blend.meaning.unit[rows]),
        ),
    )
