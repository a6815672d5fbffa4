"""What a local HTTP server offers, how a test scripts its answers, and what it was asked."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

Step = Callable[[BaseHTTPRequestHandler, bytes], int]


@dataclass
class Asked:
    """One request: its path, its Range header, the body bytes sent in answer."""

    path: str
    range: str | None
    _sent: Future[int] = field(default_factory=Future)

    def answered(self, sent: int) -> None:
        self._sent.set_result(sent)

    @property
    def sent(self) -> int:
        """The client may have all its bytes before the server's thread has counted them."""
        return self._sent.result(timeout=20)


@dataclass
class Shelf:
    """What the server offers, and the steps by which it answers the next requests for a path.

    A path without steps left is served as a well-behaved server would.
    """

    base: str
    content: dict[str, bytes] = field(default_factory=dict)
    script: dict[str, list[Step]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def offer(self, path: str, body: bytes, *steps: Step) -> str:
        self.content[path] = body
        self.script[path] = list(steps)
        return self.base + path


def etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def serve(handler: BaseHTTPRequestHandler, body: bytes) -> int:
    """Honour Range and If-Range as RFC 9110 says."""
    asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    unchanged = handler.headers.get("If-Range", etag(body)) == etag(body)
    start = int(asked[1]) if asked and unchanged else 0
    if start and start >= len(body):
        return status(416, {"Content-Range": f"bytes */{len(body)}"})(handler, body)
    handler.send_response(206 if start else 200)
    handler.send_header("ETag", etag(body))
    handler.send_header("Content-Length", str(len(body) - start))
    if start:
        handler.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
    handler.end_headers()
    return handler.wfile.write(body[start:])


def ignore_range(handler: BaseHTTPRequestHandler, body: bytes) -> int:
    del handler.headers["Range"]
    return serve(handler, body)


def status(code: int, headers: dict[str, str] | None = None) -> Step:
    def step(handler: BaseHTTPRequestHandler, body: bytes) -> int:
        handler.send_response(code)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return 0

    return step


def break_off(
    after: int, until: threading.Event | None = None, headers: dict[str, str] | None = None
) -> Step:
    """Promise the whole body, send `after` bytes, hang up (once `until` is set)."""

    def step(handler: BaseHTTPRequestHandler, body: bytes) -> int:
        handler.send_response(200)
        for name, value in ({"ETag": etag(body)} if headers is None else headers).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[:after])
        if until is not None:
            until.wait(20)
        return after

    return step
