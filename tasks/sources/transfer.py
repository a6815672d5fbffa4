"""One address over HTTP into one partial file: resumed after a break, tried again, given up."""

from __future__ import annotations

import contextlib
import email.utils
import http.client
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from tasks.addresses import request_to, without_password
from tasks.errors import UserError
from tasks.files import read_json, write_json

BLOCK = 1 << 16
TIMEOUT = 30.0
LONGEST_WAIT = 60.0

Progress = Callable[[int, int | None], None]
Sleep = Callable[[float], object]


class TransferError(Exception):
    """Why a transfer was given up: a clause that names the address, without a remedy.

    `passing` tells whether the same may succeed later.
    """

    def __init__(self, reason: str, passing: bool = False):
        super().__init__(reason)
        self.passing = passing


class OtherFileError(TransferError):
    """The address holds another file than the one expected."""


class _PassingError(Exception):
    """A trouble that another attempt may not meet; `wait` is what the server asked for, in s."""

    def __init__(self, reason: str, wait: float | None = None):
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Transfer:
    """From where to where; `size` in bytes is None where it is not known beforehand."""

    url: str
    part: Path
    size: int | None


def transfer(
    job: Transfer, on_progress: Progress, retries: int, sleep: Sleep, stop: threading.Event
) -> None:
    """Complete `job.part`, continuing what an earlier attempt or run left of it.

    Connection errors, timeouts and the statuses 408, 429 and 5xx are tried again up to
    `retries` times, after 1, 2, 4, … seconds or what ``Retry-After`` asks for.

    Raises
    ------
    TransferError
        When the file is not to be had, or not now; the partial file stays.
    CancelledError
        When `stop` was set meanwhile.
    OSError
        Only from the disk: no space left, permission denied.
    """
    for attempt in range(retries + 1):
        if stop.is_set():
            raise CancelledError
        try:
            _attempt(job, on_progress, stop)
            return
        except _PassingError as trouble:
            wait = min(2.0**attempt, LONGEST_WAIT) if trouble.wait is None else trouble.wait
            if attempt == retries:
                reason = f"{trouble} ({attempt + 1} attempts)"
                raise TransferError(reason, passing=True) from trouble
            if wait > LONGEST_WAIT:
                reason = f"{trouble} and asks to wait {wait:.0f} s"
                raise TransferError(reason, passing=True) from trouble
            sleep(wait)


def forget(part: Path) -> None:
    """Remove a partial file and what is remembered of its origin."""
    part.unlink(missing_ok=True)
    _origin_file(part).unlink(missing_ok=True)


def _attempt(job: Transfer, on_progress: Progress, stop: threading.Event) -> None:
    done, validator = _resumable(job)
    headers = {"User-Agent": "skillpath", "Accept-Encoding": "identity"}
    if done:
        headers |= {"Range": f"bytes={done}-", "If-Range": validator}
    request = request_to(job.url, headers)
    try:
        with _network(job.url):
            response = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as refusal:
        with refusal:
            if refusal.code == 416 and done:
                if _total(refusal.headers) == done:
                    return
                forget(job.part)
                raise _PassingError(f"{job.url} no longer has the part asked for") from None
            raise _refused(job.url, refusal) from None
    with response:
        _receive(job, response, done, on_progress, stop)


def _receive(
    job: Transfer,
    response: http.client.HTTPResponse,
    done: int,
    on_progress: Progress,
    stop: threading.Event,
) -> None:
    if response.status == 206 and _first(response.headers) != done:
        forget(job.part)
        raise _PassingError(f"{job.url} answered another part than the one asked for")
    if response.status != 206:
        done = 0
    total = job.size if response.length is None else done + response.length
    if job.size is not None and total != job.size:
        forget(job.part)
        raise OtherFileError(f"{job.url} has {total} bytes, not {job.size}")
    with job.part.open("ab" if done else "wb") as part:
        if not done:
            _remember(job, response.headers)
        for block in _blocks(job.url, response):
            if stop.is_set():
                raise CancelledError
            part.write(block)
            part.flush()
            done += len(block)
            if total is not None and done > total:
                forget(job.part)
                raise OtherFileError(f"{job.url} has more than {total} bytes")
            on_progress(done, total)
    if total is not None and done < total:
        raise _PassingError(f"{job.url} broke off after {done} of {total} bytes")


def _blocks(url: str, response: http.client.HTTPResponse) -> Iterator[bytes]:
    while True:
        with _network(url):
            block = response.read1(BLOCK)
        if not block:
            return
        yield block


@contextlib.contextmanager
def _network(url: str) -> Iterator[None]:
    """Tell trouble with the network apart from trouble with the disk, and passing from lasting."""
    host = urllib.parse.urlsplit(url).netloc.rpartition("@")[2]
    try:
        yield
    except urllib.error.HTTPError:
        raise
    except (OSError, http.client.HTTPException) as error:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(cause, socket.gaierror):
            reason = f"the host {host} cannot be found ({cause.strerror})"
            raise TransferError(reason, passing=True) from error
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = f"the certificate of {host} cannot be verified ({cause.verify_message})"
            raise TransferError(reason) from error
        if isinstance(cause, TimeoutError):
            raise _PassingError(f"{host} did not answer within {TIMEOUT:.0f} s") from error
        raise _PassingError(f"the connection to {host} failed ({_words(cause)})") from error


def _words(cause: object) -> str:
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return str(cause) or type(cause).__name__


def _refused(url: str, refusal: urllib.error.HTTPError) -> Exception:
    reason = f"{url} answered {refusal.code} {refusal.reason}".rstrip()
    if refusal.code in (408, 429) or refusal.code >= 500:
        return _PassingError(reason, _retry_after(refusal.headers))
    return TransferError(reason)


def _retry_after(headers: Message) -> float | None:
    """Seconds to wait: ``Retry-After`` is a number of seconds or a date (RFC 9110, 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    with contextlib.suppress(ValueError):
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    return None


def _first(headers: Message) -> int | None:
    """The first byte that a 206 answer holds."""
    match = re.match(r"bytes (\d+)-", headers.get("Content-Range", ""))
    return int(match[1]) if match else None


def _total(headers: Message) -> int | None:
    """The whole length that a 416 answer states."""
    match = re.fullmatch(r"bytes \*/(\d+)", headers.get("Content-Range", "").strip())
    return int(match[1]) if match else None


def _origin_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _remember(job: Transfer, headers: Message) -> None:
    """Keep what tells whether the file at the address is still the one the part began with.

    A weak ETag says nothing about bytes and must not stand in If-Range (RFC 9110, 13.1.5).
    """
    tag = headers.get("ETag", "")
    validator = headers.get("Last-Modified") if tag.startswith("W/") or not tag else tag
    write_json(_origin_file(job.part), {"url": without_password(job.url), "validator": validator})


def _resumable(job: Transfer) -> tuple[int, str]:
    """How many bytes of the part can be continued, and the validator that goes with them."""
    if not job.part.is_file() or not _origin_file(job.part).is_file():
        return 0, ""
    try:
        origin = read_json(_origin_file(job.part))
        address, validator = origin["url"], origin["validator"]
    except (UserError, LookupError, TypeError):  # whatever it is, the file can be fetched anew
        return 0, ""
    if address != without_password(job.url) or not validator or not isinstance(validator, str):
        return 0, ""
    return job.part.stat().st_size, validator
