"""What all tests share: the mirror of real data, when there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder that `SKILLPATH_MIRROR` names; the test is skipped only where it is not set."""
    folder = os.environ.get("SKILLPATH_MIRROR")
    if not folder:
        pytest.skip("SKILLPATH_MIRROR is not set: no real data here")
    return Path(folder).resolve()
