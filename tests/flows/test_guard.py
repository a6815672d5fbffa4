"""A guarded command cannot outlive whoever started it, however that one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_study import own_environment, processes_with
from waiting import wait_for

from flows.guard import start_guarded, stop_guarded

SLEEP = "import time; time.sleep(60)"
# A command that starts a child of its own, tells that it is up, and waits.
FAMILY = (
    "import subprocess, sys, time\n"
    f"subprocess.Popen([sys.executable, '-c', {SLEEP!r}])\n"
    "print('up', flush=True); time.sleep(60)"
)
STUBBORN = (
    "import signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('up', flush=True); time.sleep(60)"
)
GENTLE = (
    "import signal, sys, time\n"
    "signal.signal(signal.SIGTERM, lambda *_: (print('tidied', flush=True), sys.exit(0)))\n"
    "print('up', flush=True); time.sleep(60)"
)
STARTER = (
    "import os, sys, time; from pathlib import Path; from flows.guard import start_guarded\n"
    "start_guarded([sys.executable, '-c', sys.argv[2]], Path(sys.argv[1]), dict(os.environ))\n"
    "time.sleep(60)"
)


@pytest.fixture
def marker(tmp_path: Path) -> str:
    """Stands in the environment of every process of a test."""
    return f"MARKER={tmp_path}"


def environment_with(marker: str) -> dict[str, str]:
    name, _, value = marker.partition("=")
    return own_environment(**{name: value})


def is_up(log: Path) -> bool:
    return log.exists() and "up" in log.read_text()


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_its_children_when_the_starter_is_killed(
    ending: signal.Signals, tmp_path: Path, marker: str
) -> None:
    log = tmp_path / "log.txt"
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(log), FAMILY], env=environment_with(marker)
    )
    wait_for(lambda: is_up(log))
    assert len(processes_with(marker)) == 4  # the starter, the guard, the command, its child
    starter.send_signal(ending)
    starter.wait()
    wait_for(lambda: not processes_with(marker), 15)


def test_it_ends_when_the_starter_simply_ends(tmp_path: Path, marker: str) -> None:
    log = tmp_path / "log.txt"
    starter = STARTER.replace("time.sleep(60)", "time.sleep(0.5)")
    subprocess.run(
        [sys.executable, "-c", starter, str(log), FAMILY], env=environment_with(marker), check=True
    )
    wait_for(lambda: not processes_with(marker), 15)


@pytest.mark.skipif(sys.platform != "linux", reason="only the kernel can do this")
def test_the_command_ends_when_the_guard_itself_is_killed(tmp_path: Path, marker: str) -> None:
    log = tmp_path / "log.txt"
    process = start_guarded([sys.executable, "-c", STUBBORN], log, environment_with(marker))
    wait_for(lambda: is_up(log))
    process.kill()
    process.wait()
    wait_for(lambda: not processes_with(marker), 5)


def test_stop_ends_everything_before_it_returns(tmp_path: Path, marker: str) -> None:
    log = tmp_path / "log.txt"
    process = start_guarded([sys.executable, "-c", FAMILY], log, environment_with(marker))
    wait_for(lambda: is_up(log))
    stop_guarded(process)
    assert process.returncode == 128 + signal.SIGTERM
    wait_for(lambda: not processes_with(marker), 1)
    stop_guarded(process)  # once more does no harm


def test_the_command_may_tidy_up(tmp_path: Path, marker: str) -> None:
    log = tmp_path / "log.txt"
    process = start_guarded([sys.executable, "-c", GENTLE], log, environment_with(marker))
    wait_for(lambda: is_up(log))
    stop_guarded(process)
    assert process.returncode == 0
    assert log.read_text() == "up\ntidied\n"


@pytest.mark.slow
def test_a_command_that_will_not_end_is_killed(tmp_path: Path, marker: str) -> None:
    log = tmp_path / "log.txt"
    process = start_guarded([sys.executable, "-c", STUBBORN], log, environment_with(marker))
    wait_for(lambda: is_up(log))
    began = time.monotonic()
    stop_guarded(process)
    assert process.returncode == 128 + signal.SIGKILL
    assert 4 < time.monotonic() - began < 15
    assert not processes_with(marker)


@pytest.mark.parametrize("status", [0, 1, 2, 77])
def test_its_exit_status_is_passed_on(status: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"print('said'); raise SystemExit({status})"]
    log = tmp_path / "deep" / "log.txt"
    process = start_guarded(command, log, own_environment())
    assert process.wait(30) == status
    assert log.read_text() == "said\n"
    stop_guarded(process)


def test_children_that_the_command_left_behind_end_with_it(tmp_path: Path, marker: str) -> None:
    leaves = FAMILY.removesuffix("time.sleep(60)") + "sys.exit(3)"
    process = start_guarded(
        [sys.executable, "-c", leaves], tmp_path / "log", environment_with(marker)
    )
    assert process.wait(30) == 3
    wait_for(lambda: not processes_with(marker), 5)


def test_a_ctrl_c_in_the_terminal_does_not_reach_the_command(tmp_path: Path, marker: str) -> None:
    log = tmp_path / "log.txt"
    process = start_guarded([sys.executable, "-c", FAMILY], log, environment_with(marker))
    wait_for(lambda: is_up(log))
    assert os.getpgid(process.pid) != os.getpgid(0)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.3)
    assert len(processes_with(marker)) == 3
    stop_guarded(process)


def test_output_is_appended(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("before\n")
    start_guarded([sys.executable, "-c", "print('after')"], log, own_environment()).wait(30)
    assert log.read_text() == "before\nafter\n"
