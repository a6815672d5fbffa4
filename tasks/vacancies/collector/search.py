"""Searching for vacancies, past the API's ceiling: what to look for, and when it was published.

The API shows no more than the first 2,000 results of a search, so one that finds more is split
into halves by time of publication until each half fits. It rounds the ends of a period to
5 minutes (docs/vacancies.md), so that no finer split exists; it counts a vacancy published on
the joint of two halves to both, so that none falls between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import product
from typing import Any

from tasks.errors import UserError
from tasks.vacancies.collector.client import Client

CEILING = 2000
PER_PAGE = 100
STEP = timedelta(minutes=5)
MOSCOW = timezone(timedelta(hours=3))
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=MOSCOW)  # the year in which hh.ru opened


@dataclass(frozen=True)
class Query:
    """One text looked for in all `areas` at once; empty areas stand for everywhere."""

    text: str
    areas: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Search:
    """What `collect` gathers: each of `texts`, in any of `areas`, published in a period.

    Attributes
    ----------
    texts
        In hh.ru's query language.
    areas
        hh.ru's numbers of regions (1 is Moscow, 113 is Russia); none means everywhere.
    since, until
        First and last day of publication, in Moscow; None means no bound.

    Raises
    ------
    UserError
        When there is nothing to look for, an area is no number, or the period is none.
    """

    texts: tuple[str, ...]
    areas: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not self.texts or not all(text.strip() for text in self.texts):
            raise UserError('nothing to look for: give a text, e.g. --text "data scientist"')
        for area in self.areas:
            if not (area.isascii() and area.isdecimal()):
                raise UserError(
                    f"{area!r} is no number of a region: take it from https://api.hh.ru/areas, "
                    "e.g. --area 1 for Moscow or --area 113 for Russia"
                )
        if self.since and self.until and self.until < self.since:
            raise UserError(f"the period ends on {self.until}, before it begins on {self.since}")

    def queries(self) -> list[Query]:
        """One query for each different text."""
        areas = tuple(dict.fromkeys(self.areas))
        texts = dict.fromkeys(text.strip() for text in self.texts)
        return [Query(text, areas, self.since, self.until) for text in texts]


@dataclass(frozen=True)
class Span:
    """A period of publication; both ends lie on the API's steps of 5 minutes."""

    begin: datetime
    end: datetime

    def halves(self) -> tuple[Span, Span] | None:
        """The two halves, the earlier first; None when the span is a single step."""
        steps = (self.end - self.begin) // STEP
        if steps < 2:
            return None
        middle = self.begin + steps // 2 * STEP
        return Span(self.begin, middle), Span(middle, self.end)

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.begin <= other.begin and other.end <= self.end


@dataclass(frozen=True)
class Window:
    """A span that was searched to its end: how many the API found, and the ids that it showed."""

    span: Span
    found: int
    ids: tuple[str, ...]


def whole_span(query: Query, now: datetime) -> Span:
    """All time that `query` asks for, up to the last whole step before `now`.

    Later vacancies would shift those on the pages while they are read.

    Raises
    ------
    UserError
        When the period has not begun.
    """
    begin = BEFORE_ALL if query.since is None else _midnight(query.since)
    last = begin + (now - begin) // STEP * STEP
    end = last if query.until is None else min(last, _midnight(query.until + timedelta(days=1)))
    if end <= begin:
        raise UserError(f"the period begins on {query.since}, when nothing is published yet")
    return Span(begin, end)


def windows(
    client: Client,
    query: Query,
    span: Span,
    done: Collection[Span] = (),
    on_split: Callable[[], object] = lambda: None,
    ceiling: int = CEILING,
) -> Iterator[Window]:
    """Search `span` piece by piece, from the earliest, without the pieces in `done`.

    A piece finds no more than `ceiling`, or is a single step.
    """
    if span in done:
        return
    halves = span.halves()
    first = None
    if not halves or not any(span.contains(one) for one in done):
        first = _page(client, query, span, 0)
        if not halves or first["found"] <= ceiling:
            yield _read_on(client, query, span, first, ceiling)
            return
    on_split()
    for half in halves:
        yield from windows(client, query, half, done, on_split, ceiling)


def _read_on(
    client: Client, query: Query, span: Span, page: dict[str, Any], ceiling: int
) -> Window:
    found = page["found"]
    ids = dict.fromkeys(_ids(page))
    for number in range(1, math.ceil(min(found, ceiling) / PER_PAGE)):
        ids |= dict.fromkeys(_ids(_page(client, query, span, number)))
    return Window(span, found, tuple(ids))


def _page(client: Client, query: Query, span: Span, number: int) -> dict[str, Any]:
    parameters = [
        ("text", query.text),
        *product(["area"], query.areas),
        ("date_from", _iso(span.begin)),
        ("date_to", _iso(span.end)),
        ("order_by", "publication_time"),
        ("per_page", str(PER_PAGE)),
        ("page", str(number)),
    ]
    page = client.get("/vacancies", parameters, _is_page)
    if page is None:
        raise UserError("the base address has no /vacancies: hh.ru's API is at https://api.hh.ru")
    return page


def _is_page(answer: dict[str, Any]) -> bool:
    found, items = answer.get("found"), answer.get("items")
    return (
        type(found) is int
        and isinstance(items, list)
        and all(isinstance(item, dict) and is_id(item.get("id")) for item in items)
    )


def is_id(value: Any) -> bool:
    """Whether `value` is a vacancy's id as the API writes it: digits in a string."""
    return isinstance(value, str) and value.isascii() and value.isdecimal()


def _ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), MOSCOW)


def _iso(moment: datetime) -> str:
    return moment.astimezone(MOSCOW).strftime("%Y-%m-%dT%H:%M:%S%z")
