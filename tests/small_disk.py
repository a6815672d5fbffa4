"""A small disk of its own for a test, which can be filled to the last byte and freed again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

BLOCK = bytes(4096)  # less than a page of memory is never refused by a tmpfs


class SmallDisk:
    """A file system in memory, mounted at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filler = path / "filler"

    def fill(self) -> None:
        """Leave no room at all."""
        descriptor = os.open(self._filler, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        with suppress(OSError):
            while True:
                os.write(descriptor, BLOCK)
        os.close(descriptor)

    def free(self) -> None:
        """Make room again."""
        self._filler.unlink()


@contextmanager
def mounted(path: Path, size: str) -> Iterator[SmallDisk]:
    """Mount a disk of that size at `path`; the test is skipped where nobody may do that."""
    path.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "skillpath-test", str(path)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system may be mounted here")
    try:
        yield SmallDisk(path)
    finally:
        with suppress(OSError):
            subprocess.run(["umount", "--lazy", str(path)], check=False)
