"""Locks that a dead process does not keep: what may be done by one process at a time."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from tasks.errors import UserError
from tasks.files import naming

POLL_SECONDS = 0.1
# What a file system says that has no locks, or whose server gives none.
WITHOUT_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


class Holder(NamedTuple):
    """Who holds a lock, and since when (ISO 8601, UTC); empty where it has not said so yet."""

    process: int = 0
    machine: str = ""
    since: str = ""

    def __str__(self) -> str:
        if not self.process:
            return "another process"
        return f"process {self.process} on {self.machine}, since {self.since}"


class Locked(Exception):
    """Another process holds the lock."""

    def __init__(self, path: Path, holder: Holder) -> None:
        super().__init__(f"{path} is held by {holder}")
        self.holder = holder


@contextmanager
def locked(path: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock at `path`; the system takes it back when this process ends, however it does.

    Parameters
    ----------
    path
        A file beside what it protects, made when missing. It works on local disks and on NFS.
    patience
        Seconds to wait for whoever holds it.

    Raises
    ------
    Locked
        When another process still holds it after that.
    UserError
        When the file system gives no locks.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b", buffering=0) as file:  # a buffer would be written again when it closes
        deadline = time.monotonic() + patience
        while not _taken(file, path):
            if time.monotonic() >= deadline:
                raise Locked(path, _written(file))
            time.sleep(POLL_SECONDS)
        with naming(path):
            _write(file)
        yield


def holder_of(path: Path) -> Holder | None:
    """Who holds the lock at `path` now; None when nobody does."""
    try:
        with path.open("rb") as file:
            return None if _taken(file, path, fcntl.LOCK_SH) else _written(file)
    except FileNotFoundError:
        return None


def _taken(file: IO[bytes], path: Path, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        with naming(path):
            fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in WITHOUT_LOCKS:
            raise
        raise UserError(
            f"{path}: the file system gives no locks ({error.strerror}): have the lock service of "
            "its server started, or let the project lie on a disk that has them"
        ) from error
    return True


def _write(file: IO[bytes]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    holder = json.dumps(Holder(os.getpid(), socket.gethostname(), now)._asdict())
    file.truncate(0)
    file.write(f"{holder}\n".encode())


def _written(file: IO[bytes]) -> Holder:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read()))
    except (ValueError, TypeError):  # it was taken a moment ago
        return Holder()
