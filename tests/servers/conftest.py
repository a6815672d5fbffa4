"""What the tests with real servers share: one PostgreSQL, and an environment of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from real_postgres import Postgres, programs, running_postgres
from running import Command, commands
from small_study import own_environment


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    """Keep servers that run elsewhere out."""
    with patch.dict("os.environ", own_environment(), clear=True):
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL; the test is skipped only where none is installed."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed: no initdb on the path, nor in /usr/lib")
    with running_postgres(found) as server:
        yield server


@pytest.fixture(scope="module")
def command() -> Iterator[Callable[..., Command]]:
    """Starts commands; whatever is left of them after the module's tests is killed."""
    with commands() as start:
        yield start
