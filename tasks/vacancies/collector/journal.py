"""What a collection has found and settled so far, kept as lines that are only ever appended.

Each line of ``vacancies.progress`` is one event: ``begin`` of a query with all its time, a
``window`` of it searched with the ids found, a vacancy ``gone``, the ``end`` of a query when
all that it found is stored. Read again from the top they give the state back.
"""

from __future__ import annotations

import fcntl
from datetime import date, datetime
from io import BufferedWriter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tasks.errors import UserError
from tasks.vacancies.collector.lines import cut_half_line, read_lines, write_line
from tasks.vacancies.collector.search import Query, Span, Window


class Journal:
    """The journal at `path`, created where it is missing, held by one process at a time.

    Attributes
    ----------
    spans : dict
        All time that each unfinished query looks at.
    windows : dict
        The searched windows of each unfinished query, by their span.
    queries : dict
        The texts that found each vacancy ever seen, by its id.
    wanted : dict
        The ids found and not gone, in the order of finding; the values mean nothing.

    Raises
    ------
    UserError
        When it cannot be written, another process holds it, or a line is none of its own.
    """

    def __init__(self, path: Path):
        self.spans: dict[Query, Span] = {}
        self.windows: dict[Query, dict[Span, Window]] = {}
        self.queries: dict[str, list[str]] = {}
        self.wanted: dict[str, None] = {}
        self._file = _open(path)
        try:
            self._hold(path)
            self._replay(path)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def begin(self, query: Query, span: Span) -> None:
        """Note that `query` is searched over `span`."""
        self._append({"event": "begin", "query": _plain(query), "span": _ends(span)})

    def window(self, query: Query, window: Window) -> None:
        """Note that a part of `query`'s time has been searched."""
        self._append(
            {
                "event": "window",
                "query": _plain(query),
                "span": _ends(window.span),
                "found": window.found,
                "ids": list(window.ids),
            }
        )

    def gone(self, identity: str) -> None:
        """Note that a found vacancy is no longer there."""
        self._append({"event": "gone", "id": identity})

    def end(self, query: Query) -> None:
        """Note that all of `query` is settled, so that the next run searches anew."""
        self._append({"event": "end", "query": _plain(query)})

    def _hold(self, path: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(
                f"another collection is writing to {path.parent}: wait for it, or choose another "
                "destination"
            ) from error

    def _replay(self, path: Path) -> None:
        cut_half_line(path)
        for number, event in read_lines(path):
            try:
                self._apply(event)
            except (KeyError, TypeError, ValueError) as error:
                raise UserError(
                    f"{path}, line {number} was not written by this version: move the file away "
                    "to search anew; what is stored beside it is kept"
                ) from error

    def _append(self, event: dict[str, Any]) -> None:
        write_line(self._file, event)
        self._apply(event)

    def _apply(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "begin":
                query = _query(event["query"])
                self.spans[query] = _span(event["span"])
                self.windows[query] = {}
            case "window":
                query = _query(event["query"])
                window = Window(_span(event["span"]), event["found"], tuple(event["ids"]))
                self.windows[query][window.span] = window
                for identity in window.ids:
                    self._found(identity, query.text)
            case "gone":
                del self.wanted[event["id"]]
            case "end":
                query = _query(event["query"])
                del self.spans[query], self.windows[query]
            case other:
                raise ValueError(f"no event is called {other!r}")

    def _found(self, identity: str, text: str) -> None:
        self.wanted.setdefault(identity)
        texts = self.queries.setdefault(identity, [])
        if text not in texts:
            texts.append(text)


def _open(path: Path) -> BufferedWriter:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("ab")
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}): choose another destination"
        ) from error


def _plain(query: Query) -> dict[str, Any]:
    days = {"since": query.since, "until": query.until}
    return {
        "text": query.text,
        "areas": list(query.areas),
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def _query(plain: dict[str, Any]) -> Query:
    since, until = (plain[name] and date.fromisoformat(plain[name]) for name in ("since", "until"))
    return Query(plain["text"], tuple(plain["areas"]), since, until)


def _ends(span: Span) -> list[str]:
    return [span.begin.isoformat(), span.end.isoformat()]


def _span(ends: list[str]) -> Span:
    begin, end = ends
    return Span(datetime.fromisoformat(begin), datetime.fromisoformat(end))
