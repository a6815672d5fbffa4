"""Two sweeps of one corpus and architecture in one folder: the second is refused."""

from __future__ import annotations

import os
import signal

import pytest
from study import Study
from waiting import wait_for

pytestmark = pytest.mark.slow


def test_the_second_is_told_of_the_first_which_goes_on_undisturbed(
    study: Study, undisturbed: dict[str, bytes], server: str
) -> None:
    first = study.sweep(PREFECT_API_URL=server)
    wait_for(study.project.sweep_record("sample", "tagger").is_file, 120)
    simulation = first.descendant("tasks.simulation")
    os.kill(simulation, signal.SIGSTOP)  # so that it is not done before the second begins
    status, told = study.sweep(PREFECT_API_URL=server).end()
    os.kill(simulation, signal.SIGCONT)
    assert status == 2, told
    assert told.splitlines()[-1].startswith(
        "skillpath sweep: a sweep of sample · tagger runs here already (process "
        f"{first.process.pid} on "
    )
    assert told.splitlines()[-1].endswith(
        "): wait for it, or stop it; `skillpath status` tells how far it is"
    )
    assert "Traceback" not in told

    status, told = first.end()
    assert status == 0, told
    assert "6 simulations done, 0 were done before" in told
    assert study.results() == undisturbed
