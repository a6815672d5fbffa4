"""The command ``skillpath collect``: vacancies of hh.ru's public API into a folder of yours."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime
from random import Random


def collect(chosen: argparse.Namespace) -> str:
    """Collect with the options of the command line, showing progress; tell what was found."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from tasks.vacancies.collector.client import Client, settings_from
    from tasks.vacancies.collector.collect import collect
    from tasks.vacancies.collector.search import Search

    search = Search(tuple(chosen.text), tuple(chosen.area), chosen.since, chosen.until)
    settings = settings_from(
        chosen.user_agent, chosen.token, interval=chosen.interval, base=chosen.base
    )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        Client(settings, Random()) as client,
        Progress(*columns, transient=True, disable=not sys.stdout.isatty()) as bars,
    ):
        stages = {stage: bars.add_task(stage, total=None) for stage in ("search", "fetch")}

        def show(stage: str, done: int, total: int) -> None:
            bars.update(stages[stage], completed=done, total=total)

        done = collect(search, chosen.into, client, datetime.now(UTC), show)
    missed: Counter[str] = Counter()
    for lost in done.lost:
        missed[lost.text] += 0 if lost.hidden else lost.count
    lines = [
        f"{done.found:,} vacancies found; {done.fetched:,} fetched, {done.vanished:,} gone "
        f"meanwhile, {done.stored:,} in {chosen.into}",
        *(
            f"{lost.text}: {lost.count:,} vacancies published {lost.span.begin:%Y-%m-%d %H:%M} to "
            f"{lost.span.end:%H:%M} are beyond the 2,000 that hh.ru shows of one search"
            for lost in done.lost
            if lost.hidden
        ),
        *(
            f"{text}: {count:,} vacancies that hh.ru counted were on none of its pages; a few "
            "change while they are read, for more run the same command again"
            for text, count in (+missed).items()
        ),
        f"Read them with  tables: {{collected: {{path: {chosen.into}, format: hh_json}}}}  "
        "in params.yaml",
    ]
    return "\n".join(lines)
