"""What the tests of the flows share: an environment of their own, a Prefect server, a project."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
from small_study import CHECKOUT, own_environment, small_values, write_parameters

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
def project(tmp_path: Path) -> Project:
    """A project in which all is well: the real files, and parameters of a small study."""
    for name in ("pyproject.toml", "dvc.yaml", "requirements.lock"):
        shutil.copyfile(CHECKOUT / name, tmp_path / name)
    return write_parameters(tmp_path, small_values(tmp_path / "own"))
