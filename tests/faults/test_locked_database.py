"""Another program holds the lock of a database in the middle of a sweep."""

from __future__ import annotations

import signal
import sqlite3
import time
from pathlib import Path

import pytest
from study import Study
from waiting import wait_for

pytestmark = pytest.mark.slow


def lock(database: Path) -> sqlite3.Connection:
    """Nobody else writes to the database until this connection is closed."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=60)
    connection.execute("begin exclusive")
    return connection


def test_prefects_database_is_locked_for_a_while(
    study: Study, undisturbed: dict[str, bytes]
) -> None:
    running = study.sweep()
    study.wait_for_rounds()
    holder = lock(study.project.prefect / "prefect.db")
    time.sleep(15)
    holder.close()
    status, told = running.end()
    assert status == 0, told
    assert "Traceback" not in told
    assert study.results() == undisturbed


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_prefects_database_is_locked_for_good(
    study: Study, undisturbed: dict[str, bytes], server: str, ending: signal.Signals
) -> None:
    running = study.sweep()
    study.wait_for_rounds()
    holder = lock(study.project.prefect / "prefect.db")
    written = study.project.sweep("sample", "tagger") / "sweep.json"
    wait_for(written.is_file, 180)  # the simulations and their results need no Prefect
    assert study.results() == undisturbed
    began = time.monotonic()
    running.process.send_signal(ending)  # who does not want to wait for the lock
    status, told = running.end()
    assert status == 130, told
    assert time.monotonic() - began < 15  # eight seconds, and a busy machine
    assert "Traceback" not in told
    wait_for(lambda: not running.descendants(), 10)
    holder.close()
    status, told = study.sweep(PREFECT_API_URL=server).end()
    assert status == 0, told
    assert "0 simulations done, 6 were done before" in told
    assert study.results() == undisturbed
