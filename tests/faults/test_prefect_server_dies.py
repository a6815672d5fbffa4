"""The Prefect server is killed, or hangs, in the middle of a sweep."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from running import Command
from small_study import own_environment
from study import Study
from waiting import wait_for

from flows.guard import stop_guarded
from flows.server import free_port, start_server, wait_for_server
from tasks.paths import Project

pytestmark = pytest.mark.slow


def own_server(running: Command) -> int | None:
    """The process of the sweep's own Prefect server, which is not that of its guard."""
    lines = running.descendants().items()
    return next((one for one, line in lines if line.startswith(f"{sys.executable} -m uvi")), None)


def test_its_own_server_is_started_again_and_the_sweep_goes_on(
    study: Study, undisturbed: dict[str, bytes]
) -> None:
    running = study.sweep()
    study.wait_for_rounds()
    first = own_server(running)
    assert first
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: own_server(running) not in (None, first), 30)
    status, told = running.end()
    assert status == 0, told
    assert "sample · tagger: 6 simulations done, 0 were done before" in told
    assert "Traceback" not in told
    wait_for(lambda: not running.descendants(), 10)
    assert study.results() == undisturbed


def test_without_the_server_that_was_named_all_is_done_and_the_end_says_so(
    study: Study, undisturbed: dict[str, bytes], tmp_path: Path, server: str
) -> None:
    project = Project(tmp_path / "elsewhere")
    with patch.dict(os.environ, own_environment(), clear=True):
        port = free_port()
        process = start_server(project, port)
    address = wait_for_server(process, port, project)
    running = study.sweep(PREFECT_API_URL=address)
    before = study.wait_for_rounds()
    stop_guarded(process)
    status, told = running.end()
    assert status == 2, told
    assert told.splitlines()[-1] == (
        f"skillpath sweep: the Prefect server {address} does not answer any more: "
        "see to it and run the same again, what was finished is kept"
    )
    assert "Traceback" not in told
    wait_for(lambda: not running.descendants(), 10)
    after = study.journals()
    assert all(after[path].startswith(content) for path, content in before.items())

    status, told = study.sweep(PREFECT_API_URL=server).end()
    assert status == 0, told
    assert study.results() == undisturbed


def test_its_own_server_hangs_and_a_command_that_is_stopped_ends_all_the_same(
    study: Study, undisturbed: dict[str, bytes], server: str
) -> None:
    running = study.sweep()
    before = study.wait_for_rounds()
    hanging = own_server(running)
    assert hanging
    os.kill(hanging, signal.SIGSTOP)
    began = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    status, told = running.end()
    assert status == 130, told
    assert time.monotonic() - began < 15  # eight seconds, and a busy machine
    assert "Traceback" not in told
    wait_for(lambda: not running.descendants(), 15)
    after = study.journals()
    assert all(after[path].startswith(content) for path, content in before.items())
    assert all(content.endswith(b"\n") for content in after.values())

    status, told = study.sweep(PREFECT_API_URL=server).end()
    assert status == 0, told
    assert study.results() == undisturbed
