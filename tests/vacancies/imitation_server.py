"""An imitation of hh.ru's API on 127.0.0.1: its searches, vacancies, ceiling and bad moods."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MOSCOW = timezone(timedelta(hours=3))
STEP = timedelta(minutes=5)
MIDNIGHT = datetime(2000, 1, 1, tzinfo=MOSCOW)

Answer = tuple[int, dict[str, Any]]
Trouble = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Posting:
    """A vacancy that the imitation holds, and what finds it."""

    id: str
    published: datetime
    texts: tuple[str, ...] = ("python",)
    area: str = "1"

    def short(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": f"Разработчик № {self.id}",
            "area": {"id": self.area},
            "published_at": self.published.strftime("%Y-%m-%dT%H:%M:%S%z"),
        }

    def full(self) -> dict[str, Any]:
        return self.short() | {
            "description": f"<p>Пишем на Python &amp; C++\u2028\u0085 {self.id}</p>",
            "key_skills": [{"name": "Python"}, {"name": "Английский\xa0— B2"}],
            "salary": {"from": 100000, "to": None, "currency": "RUR", "gross": True},
            "address": {"lat": 55.807794, "lng": 37.638699},
            "archived": False,
        }


def posting(number: int, published: datetime, *texts: str, area: str = "1") -> Posting:
    return Posting(str(number), published, texts or ("python",), area)


def search(
    postings: Sequence[Posting],
    parameters: dict[str, list[str]],
    ceiling: int = 2000,
    closed: bool = True,
) -> Answer:
    """The answer of ``/vacancies``; `closed` tells whether a period contains its last moment."""
    page, per_page = int(parameters["page"][0]), int(parameters["per_page"][0])
    if per_page > 100 or (page + 1) * per_page > ceiling:
        errors = [{"type": "bad_argument", "value": "page"}]
        reason = "you can't look up more than 2000 items in the list"
        return 400, {"errors": errors, "description": reason}
    if not all(area.isdecimal() and int(area) < 10000 for area in parameters.get("area", [])):
        return 400, {"errors": [{"type": "bad_argument", "value": "area"}]}
    begin, end = (_moment(parameters[name][0]) for name in ("date_from", "date_to"))
    begin -= (begin - MIDNIGHT) % STEP
    end += (MIDNIGHT - end) % STEP
    hits = [
        one
        for one in postings
        if (begin <= one.published < end or (closed and one.published == end))
        and parameters["text"][0] in one.texts
        and one.area in parameters.get("area", [one.area])
    ]
    hits.sort(key=lambda one: (one.published, int(one.id)), reverse=True)
    shown = hits[page * per_page : (page + 1) * per_page]
    return 200, {
        "items": [one.short() for one in shown],
        "found": len(hits),
        "pages": -(-min(len(hits), ceiling) // per_page),
        "page": page,
        "per_page": per_page,
    }


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").astimezone(MOSCOW)


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    parameters: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class Imitation:
    """What the API holds, what it answers next instead, and what it was asked.

    `troubles` are taken one a request, None for none; `at` maps the number of a request,
    counted from 1, to a trouble.
    """

    base: str = ""
    postings: list[Posting] = field(default_factory=list)
    vanished: set[str] = field(default_factory=set)
    troubles: list[Trouble | None] = field(default_factory=list)
    at: dict[int, Trouble] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    on_request: Callable[[], object] = lambda: None
    token: str | None = None

    def answer(self, path: str, parameters: dict[str, list[str]]) -> Answer:
        if path == "/vacancies":
            return search(self.postings, parameters)
        identity = path.removeprefix("/vacancies/")
        for one in self.postings:
            if one.id == identity and identity not in self.vanished:
                return 200, one.full()
        return 404, {"errors": [{"type": "not_found"}]}

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        url = urlsplit(handler.path)
        parameters = parse_qs(url.query)
        self.asked.append(Asked(url.path, parameters, dict(handler.headers)))
        self.on_request()
        trouble = self.troubles.pop(0) if self.troubles else self.at.get(len(self.asked))
        if trouble:
            trouble(handler)
        elif "@" not in handler.headers.get("User-Agent", ""):
            refuse(400, "bad_user_agent", "unset")(handler)
        elif handler.headers.get("Authorization") not in (None, f"Bearer {self.token}"):
            refuse(403, "oauth", "bad_authorization")(handler)
        else:
            send(handler, *self.answer(url.path, parameters))

    def fetched(self) -> list[str]:
        """The ids asked for, in order."""
        paths = [one.path for one in self.asked if one.path.startswith("/vacancies/")]
        return [path.removeprefix("/vacancies/") for path in paths]

    def searched(self) -> list[tuple[str, str, str, str]]:
        """Text, ends of the period and page of each search, in order."""
        names = ("text", "date_from", "date_to", "page")
        pages = [one.parameters for one in self.asked if one.path == "/vacancies"]
        return [tuple(page[name][0] for name in names) for page in pages]


def send(
    handler: BaseHTTPRequestHandler,
    status: int,
    content: Any,
    headers: dict[str, str] | None = None,
) -> None:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    handler.send_response(status)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def reply(status: int, content: Any, **headers: str) -> Trouble:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: send(handler, status, content, named)


def refuse(status: int, kind: str, value: str | None = None, **other: str) -> Trouble:
    error = {"type": kind, **({"value": value} if value else {}), **other}
    return reply(status, {"errors": [error], "request_id": "17"})


def too_many(retry_after: str | None = None) -> Trouble:
    headers = {"Retry_After": retry_after} if retry_after else {}
    return reply(429, {"errors": [{"type": "too_many_requests"}]}, **headers)


captcha = refuse(
    403,
    "captcha_required",
    "captcha_required",
    captcha_url="https://hh.ru/account/captcha?state=s%2B1",
    fallback_url="https://hh.ru/account/connect",
)
junk = reply(200, b"<html>\xff not JSON")


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent, then close."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"items": [')
    _hang_up(handler)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Close without a word."""
    _hang_up(handler)


def _hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


@contextmanager
def imitation_server() -> Iterator[Imitation]:
    """Serve an imitation that holds nothing yet."""
    imitation = Imitation()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            imitation.handle(self)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # a client that was killed

    with Server(("127.0.0.1", 0), Handler) as server:
        imitation.base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield imitation
        server.shutdown()
        thread.join()
