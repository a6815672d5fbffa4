"""Ctrl-C and SIGTERM in the middle of a sweep: prompt, clean, and resumed to the same bytes."""

from __future__ import annotations

import signal
import time

import pytest
from study import Study
from waiting import wait_for

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_sweep_ends_within_seconds_and_is_resumed(
    study: Study, undisturbed: dict[str, bytes], server: str, ending: signal.Signals
) -> None:
    running = study.sweep()  # with a Prefect server of its own
    before = study.wait_for_rounds()
    began = time.monotonic()
    running.process.send_signal(ending)
    status, told = running.end()
    took = time.monotonic() - began
    assert status == 130, told
    assert took < 15  # eight seconds at most, and a busy machine
    assert told.splitlines()[-1] == (
        "skillpath sweep: stopped; what was finished is kept, "
        "and the same command goes on from there"
    )
    assert "Traceback" not in told
    wait_for(lambda: not running.descendants(), 10)
    after = study.journals()
    assert all(after[path].startswith(content) for path, content in before.items())

    status, told = study.sweep(PREFECT_API_URL=server).end()
    assert status == 0, told
    assert study.results() == undisturbed
