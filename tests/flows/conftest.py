"""What the tests of the flows share: an environment of their own, and one Prefect server."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from unittest.mock import patch

import pytest
from running import Command
from small_study import own_environment

from flows.server import prefect_server
from tasks.paths import Project


@pytest.fixture(autouse=True)
def _own_process_state() -> Iterator[None]:
    """Keep servers that run elsewhere out, and give back what the command line changes."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    with patch.dict("os.environ", own_environment(), clear=True):
        yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a running Prefect server, which this process's Prefect talks to."""
    assert "prefect" not in sys.modules, "Prefect reads its settings when it is imported"
    project = Project(tmp_path_factory.mktemp("server"))
    with ExitStack() as running:
        with patch.dict("os.environ", own_environment(), clear=True):
            address = running.enter_context(prefect_server(project))
            import prefect  # noqa: F401
        yield address


@pytest.fixture
def command() -> Iterator[Callable[..., Command]]:
    """Starts commands; whatever is left of them after a test is killed."""
    commands = []

    def start(*arguments: object, **environment: str) -> Command:
        commands.append(Command(*arguments, **environment))
        return commands[-1]

    yield start
    for one in commands:
        one.process.kill()
        one.process.wait()
