"""Ctrl-C and SIGTERM: one is a request that is granted within seconds, two are an order."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from small_study import own_environment

from flows.interruption import TIDY_SECONDS

TOLD = (
    "skillpath track: stopped; what was finished is kept, and the same command goes on from there\n"
)
COMMAND = """
import contextlib, os, signal, sys, time
from flows import cli
@contextlib.contextmanager
def prefect():
    # As Prefect does while a flow runs: SIGTERM is its own, and is handed on when it is done.
    def mine(*_):
        raise SystemError
    before = signal.signal(signal.SIGTERM, mine)
    try:
        yield
    except SystemError:
        signal.signal(signal.SIGTERM, before)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
def work(*_):
    with prefect() if "prefect" in sys.argv else contextlib.nullcontext():
        try:
            print("up", flush=True)
            time.sleep(60)
        finally:
            print("tidied", flush=True)
            time.sleep(float(sys.argv[1]))
cli._run = work
sys.exit(cli.main(["track"]))
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a command that takes so many seconds to tidy up, and waits until it works."""
    started = []

    def start_one(seconds: float, *within: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(seconds), *within],
            env=own_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("within", [(), ("prefect",)])
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_what_runs_is_tidied_up_and_the_command_says_so(
    start: Start, ending: signal.Signals, within: tuple[str, ...]
) -> None:
    process = start(0.5, *within)
    process.send_signal(ending)
    assert process.communicate(timeout=30) == ("tidied\n", TOLD)
    assert process.returncode == 130


@pytest.mark.parametrize(
    ("ending", "within"),
    [(signal.SIGINT, ()), (signal.SIGINT, ("prefect",)), (signal.SIGTERM, ("prefect",))],
)
def test_where_tidying_up_takes_long_the_command_ends_all_the_same(
    start: Start, ending: signal.Signals, within: tuple[str, ...]
) -> None:
    process = start(60.0, *within)
    began = time.monotonic()
    process.send_signal(ending)
    assert process.communicate(timeout=30) == ("tidied\n", TOLD)
    assert process.returncode == 130
    assert TIDY_SECONDS - 1 < time.monotonic() - began < TIDY_SECONDS + 10


@pytest.mark.parametrize("within", [(), ("prefect",)])
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_who_asks_twice_gets_it_at_once(
    start: Start, first: signal.Signals, second: signal.Signals, within: tuple[str, ...]
) -> None:
    process = start(60.0, *within)
    process.send_signal(first)
    assert process.stdout is not None
    assert process.stdout.readline() == "tidied\n"
    began = time.monotonic()
    process.send_signal(second)
    assert process.communicate(timeout=30) == ("", TOLD)
    assert process.returncode == 130
    assert time.monotonic() - began < TIDY_SECONDS / 2
