"""The whole collection: search, give stored vacancies the queries that found them, fetch the rest.

``vacancies.jsonl`` holds the API's answers, one a line, each with ``skillpath_query``;
``vacancies.progress`` beside it holds what makes the same command go on where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.files import replacing
from tasks.vacancies.collector.client import Client
from tasks.vacancies.collector.journal import Journal
from tasks.vacancies.collector.lines import cut_half_line, read_lines, write_line
from tasks.vacancies.collector.search import (
    CEILING,
    Query,
    Search,
    Span,
    Window,
    is_id,
    whole_span,
    windows,
)

VACANCIES = "vacancies.jsonl"
PROGRESS = "vacancies.progress"  # no name that a reader of the folder takes for vacancies
QUERIES = "skillpath_query"

Progress = Callable[[str, int, int], object]


def untold(*_: object) -> None:
    """Tell nobody of the progress."""


@dataclass(frozen=True)
class Lost:
    """A part of a search of which the API's pages showed `count` vacancies fewer than it found.

    `hidden` are those of five minutes that hold more than the API ever shows. Others were on no
    page: some vanish or move to another page while the pages are read, and more hint at trouble.
    """

    text: str
    span: Span
    count: int
    hidden: bool


@dataclass(frozen=True)
class Collected:
    """What a run did.

    Attributes
    ----------
    found
        Different vacancies that the searches of this command found, resumed parts included.
    fetched
        Vacancies stored by this run.
    vanished
        Vacancies found that were gone when they were fetched.
    relabelled
        Vacancies stored earlier that got a further query.
    stored
        Vacancies in the file now.
    lost
        What the API found and did not show.
    """

    found: int
    fetched: int
    vanished: int
    relabelled: int
    stored: int
    lost: tuple[Lost, ...]


def collect(
    search: Search,
    destination: Path,
    client: Client,
    now: datetime,
    on_progress: Progress = untold,
) -> Collected:
    """Gather all vacancies that `search` finds into ``<destination>/vacancies.jsonl``.

    After a kill or an error the same call goes on where it was; after an end it searches anew
    and fetches only what is not stored yet. What an interrupted command with another search had
    found is fetched too.

    Parameters
    ----------
    now
        With a time zone; the search looks at what was published before, so that pages stand.
    on_progress
        Called with ``"search"`` and the parts of the searches done and known, then with
        ``"fetch"`` and the vacancies fetched and to be fetched.

    Raises
    ------
    UserError
        When the API refuses or cannot be reached, another process collects to the same place,
        or a file there was spoilt.
    """
    with Journal(destination / PROGRESS) as journal:
        file = destination / VACANCIES
        cut_half_line(file)
        stored = _stored(file)
        searched = _search(search, client, now, journal, on_progress)
        relabelled = _relabel(file, stored, journal.queries)
        missing = [identity for identity in journal.wanted if identity not in stored]
        fetched = _fetch(missing, file, client, journal, on_progress)
        for query in searched:
            journal.end(query)
    return Collected(
        found=len({one for done in searched.values() for window in done for one in window.ids}),
        fetched=fetched,
        vanished=len(missing) - fetched,
        relabelled=relabelled,
        stored=len(stored) + fetched,
        lost=_lost(searched),
    )


def _stored(file: Path) -> dict[str, list[str]]:
    """The queries of every stored vacancy, by its id."""
    stored = {}
    for number, vacancy in read_lines(file):
        queries = vacancy.get(QUERIES)
        if not is_id(vacancy.get("id")) or not isinstance(queries, list):
            raise UserError(
                f"{file}, line {number} is no vacancy with an id and {QUERIES}: delete the line"
            )
        stored[vacancy["id"]] = queries
    return stored


def _search(
    search: Search, client: Client, now: datetime, journal: Journal, on_progress: Progress
) -> dict[Query, list[Window]]:
    """Search what the journal does not hold yet; all windows of each query."""
    queries = search.queries()
    for query in queries:
        if query not in journal.spans:
            journal.begin(query, whole_span(query, now))
    done = sum(len(journal.windows[query]) for query in queries)
    known = len(queries)

    def one_more() -> None:
        nonlocal known
        known += 1

    on_progress("search", done, max(done, known))
    for query in queries:
        earlier = set(journal.windows[query])
        for window in windows(client, query, journal.spans[query], earlier, one_more):
            journal.window(query, window)
            done += 1
            on_progress("search", done, max(done, known))
    return {query: list(journal.windows[query].values()) for query in queries}


def _relabel(file: Path, stored: dict[str, list[str]], queries: dict[str, list[str]]) -> int:
    """Write the file anew where a stored vacancy lacks a query; how many did."""
    merged = {
        identity: list(dict.fromkeys([*known, *queries.get(identity, [])]))
        for identity, known in stored.items()
    }
    changed = sum(merged[identity] != known for identity, known in stored.items())
    if changed:
        with replacing(file) as temporary, temporary.open("wb") as lines:
            for _, vacancy in read_lines(file):
                write_line(lines, vacancy | {QUERIES: merged[vacancy["id"]]})
    return changed


def _fetch(
    missing: list[str], file: Path, client: Client, journal: Journal, on_progress: Progress
) -> int:
    """Store the vacancies with the ids `missing`; how many there were."""
    fetched = 0
    on_progress("fetch", 0, len(missing))
    with file.open("ab") as lines:
        for done, identity in enumerate(missing, start=1):
            vacancy = _vacancy(client, identity)
            if vacancy is None:
                journal.gone(identity)
            else:
                write_line(lines, vacancy | {QUERIES: journal.queries[identity]})
                fetched += 1
            on_progress("fetch", done, len(missing))
    return fetched


def _vacancy(client: Client, identity: str) -> dict[str, Any] | None:
    return client.get(f"/vacancies/{identity}", check=lambda answer: answer.get("id") == identity)


def _lost(searched: dict[Query, list[Window]]) -> tuple[Lost, ...]:
    return tuple(
        Lost(query.text, window.span, window.found - len(window.ids), window.found > CEILING)
        for query, done in searched.items()
        for window in done
        if window.found > len(window.ids)
    )
