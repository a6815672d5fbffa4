"""Runs a command that cannot outlive whoever started it: ``python -m flows.guard COMMAND …``.

The starter keeps the write end of a pipe that is this process's standard input. However the
starter ends, SIGKILL included, the pipe closes, and the command's whole process group is ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

GRACE_SECONDS = 5.0
PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def start_guarded(
    command: Sequence[str], log: Path, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    """Start `command` under a guard of its own, its output appended to `log`.

    Closing the returned process's ``stdin`` ends the command; so does the end of this process.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.guard", *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )


def stop_guarded(process: subprocess.Popen[bytes]) -> None:
    """End a guarded command and wait until it is gone."""
    if process.stdin:
        process.stdin.close()
    process.wait()


def main() -> int:
    """Run the command named on the command line until it or standard input ends.

    Returns its exit status, as a shell does: 128 + n when signal n ended it.
    """
    # The guard must outlive a Ctrl-C in the terminal long enough to clean up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    command = subprocess.Popen(
        sys.argv[1:],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_guard,
    )

    def watch() -> None:
        os.read(sys.stdin.fileno(), 1)
        _end_group(command)

    threading.Thread(target=watch, daemon=True).start()
    status = command.wait()
    _end_group(command)
    return status if status >= 0 else 128 - status


def _end_with_guard() -> None:
    """Have the kernel end the command when the guard itself is killed; where it can, on Linux."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_group(command: subprocess.Popen[bytes]) -> None:
    for signal_, patience in ((signal.SIGTERM, GRACE_SECONDS), (signal.SIGKILL, None)):
        try:
            os.killpg(command.pid, signal_)
            command.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    sys.exit(main())
