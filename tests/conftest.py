"""What all tests share: the mirror of real data, when there is one, and a Ctrl-C that is heard."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

# What a shell starts in the background ignores Ctrl-C, and so would every command of the tests.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder that `SKILLPATH_MIRROR` names; the test is skipped only where it is not set."""
    folder = os.environ.get("SKILLPATH_MIRROR")
    if not folder:
        pytest.skip("SKILLPATH_MIRROR is not set: no real data here")
    return Path(folder).resolve()
