"""The command ``skillpath`` in a process of its own, all of whose descendants can be found."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from small_study import own_environment, processes_with, skillpath
from waiting import wait_for


class Command:
    """A command that was started in the project under `root`."""

    def __init__(self, root: Path, *arguments: str, **environment: str) -> None:
        self._marker = f"MARKER={root}"
        self._output = root / f"output-{len(list(root.glob('output-*.txt')))}.txt"
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                skillpath(*arguments),
                cwd=root,
                env=own_environment(MARKER=str(root), **environment),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def descendants(self) -> dict[int, str]:
        """Command lines by process."""
        return processes_with(self._marker)

    def descendant(self, part: str) -> int:
        """The process that has `part` in its command line, once there is one."""

        def find() -> int | None:
            return next(
                (number for number, line in self.descendants().items() if part in line), None
            )

        return wait_for(find, 60) or 0

    def end(self, seconds: float = 300) -> tuple[int, str]:
        """The exit status and the output."""
        return self.process.wait(seconds), self.output()

    def output(self) -> str:
        """What it has said so far."""
        return self._output.read_text(encoding="utf-8")


@contextmanager
def commands() -> Iterator[Callable[..., Command]]:
    """Starts commands that end with the block."""
    started = []

    def start(*arguments: object, **environment: str) -> Command:
        started.append(Command(*arguments, **environment))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()
