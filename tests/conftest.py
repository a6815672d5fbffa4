"""What all tests share: real data, commands, a Ctrl-C that is heard, patient properties."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from running import Command, commands
from small_disk import SmallDisk, mounted

# What a shell starts in the background ignores Ctrl-C, and so would every command of the tests.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A deadline would measure how busy the machine is, not what is tested.
settings.register_profile("exploring", deadline=None)
# What lands is judged by the same examples every time; whoever runs the tests looks for new ones.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("SKILLPATH_EXAMPLES", "exploring"))


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder that `SKILLPATH_MIRROR` names; the test is skipped only where it is not set."""
    folder = os.environ.get("SKILLPATH_MIRROR")
    if not folder:
        pytest.skip("SKILLPATH_MIRROR is not set: no real data here")
    return Path(folder).resolve()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 256 KB."""
    with mounted(tmp_path / "disk", "256k") as disk:
        yield disk


@pytest.fixture
def command() -> Iterator[Callable[..., Command]]:
    """Starts commands; whatever is left of them after a test is killed."""
    with commands() as start:
        yield start
