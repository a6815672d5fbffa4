"""Which lines of a figure stand out where there are too many to tell apart."""

from __future__ import annotations

from tasks.reporting.sweep import RANDOM, Sweep

MOST = 8  # as many as there are colours
BEST = 5


def emphasised(sweep: Sweep) -> tuple[str, ...]:
    """The strategies to be drawn in colour and named, highest ALC first.

    All of them up to `MOST`; of more, random, the best `BEST` by ALC, and as many as there is
    room for of those that comparisons were planned for.
    """
    ranked = sweep.ranked
    if len(ranked) <= MOST:
        return ranked
    comparisons = sweep.statistics.comparisons
    planned = comparisons.planned if comparisons else []
    wanted = [RANDOM, *ranked[:BEST], *(name for pair in planned for name in pair.names)]
    chosen = list(dict.fromkeys(name for name in wanted if name in ranked))[:MOST]
    return tuple(name for name in ranked if name in chosen)
