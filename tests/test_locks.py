"""Locks: one holder at a time, which a killed process does not stay."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from small_disk import SmallDisk
from waiting import wait_for

from tasks.errors import UserError
from tasks.locks import Locked, holder_of, locked

HOLD = """
import sys, time
from pathlib import Path
from tasks.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "lock"


def holding(lock: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_refused_and_told_who_holds_it(lock: Path) -> None:
    process = holding(lock)
    with pytest.raises(Locked, match=f"process {process.pid} on ") as refused, locked(lock):
        pass
    assert refused.value.holder == holder_of(lock)
    process.communicate()


def test_a_killed_process_does_not_keep_it(lock: Path) -> None:
    process = holding(lock)
    process.kill()
    process.wait()
    assert holder_of(lock) is None
    with locked(lock):
        holder = holder_of(lock)
    assert holder is not None
    assert holder.process == os.getpid()


def test_patience_waits_for_whoever_ends(lock: Path) -> None:
    process = holding(lock)
    assert process.stdin
    process.stdin.close()
    with locked(lock, patience=30):
        assert process.wait() == 0


def test_nobody_holds_what_was_never_locked_or_is_given_back(lock: Path) -> None:
    assert holder_of(lock) is None
    with locked(lock):
        pass
    assert holder_of(lock) is None


def test_a_block_that_fails_gives_it_back(lock: Path) -> None:
    with pytest.raises(KeyError), locked(lock):
        raise KeyError
    assert holder_of(lock) is None


def test_a_holder_that_has_not_said_who_it_is_still_holds(lock: Path) -> None:
    process = holding(lock)
    lock.write_text("", encoding="utf-8")
    wait_for(lambda: str(holder_of(lock)) == "another process")
    with pytest.raises(Locked, match="held by another process"), locked(lock):
        pass
    process.communicate()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_told_with_the_file_and_a_remedy(
    lock: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))  # the system names no file

    monkeypatch.setattr(fcntl, "flock", refuse)
    told = rf"{lock}: the file system gives no locks \({os.strerror(number)}\): have the lock "
    with pytest.raises(UserError, match=told), locked(lock):
        pass
    with pytest.raises(UserError, match=told):
        holder_of(lock)


def test_any_other_refusal_names_the_file(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(OSError, match=str(lock)), locked(lock):
        pass


def test_a_full_disk_is_told_with_the_file(small_disk: SmallDisk) -> None:
    lock = small_disk.path / "lock"
    lock.touch()
    small_disk.fill()
    with pytest.raises(OSError, match="No space left on device") as caught, locked(lock):
        pass
    assert caught.value.filename == str(lock)
    small_disk.free()
    with locked(lock):
        assert holder_of(lock)
