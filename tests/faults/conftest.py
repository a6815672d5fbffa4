"""What the tests of faults share: a study, the results of its undisturbed sweep, a server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from running import Command
from small_study import own_environment
from study import Study, copy, prepare_below

from flows.guard import stop_guarded
from flows.server import free_port, start_server, wait_for_server
from tasks.paths import Project


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which nothing was swept yet."""
    return prepare_below(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def study(prepared: Project, tmp_path: Path, command: Callable[..., Command]) -> Study:
    """The same project for one test."""
    return copy(prepared, tmp_path / "project", command)


@pytest.fixture(scope="session")
def undisturbed(
    prepared: Project, server: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The results of a sweep that nothing happened to."""
    study = copy(prepared, tmp_path_factory.mktemp("undisturbed") / "project", Command)
    status, told = study.sweep(PREFECT_API_URL=server).end()
    assert status == 0, told
    return study.results()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a Prefect server that several sweeps may use."""
    project = Project(tmp_path_factory.mktemp("server"))
    with patch.dict(os.environ, own_environment(), clear=True):
        port = free_port()
        process = start_server(project, port)
    yield wait_for_server(process, port, project)
    stop_guarded(process)
