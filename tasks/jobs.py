"""A job: one function call in a process of its own, whose result is kept and found again.

``python -m tasks.jobs JOB.json`` performs one. A job is named by what decides its result, so
whoever was killed goes on with the jobs that are not done, and nothing is done twice.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.disk import full_disk_told
from tasks.errors import UserError
from tasks.files import read_json, write_json
from tasks.fingerprints import files_behind, fingerprint, hash_of_code, md5

ORDER = "job.json"
RESULT = "result.json"
LOG = "log.txt"
USERS_MISTAKE = 2


@dataclass(frozen=True)
class Job:
    """A call of `function` that writes into `folder`.

    Attributes
    ----------
    name
        How people call it.
    function
        ``package.module:function``. It is called as ``function(folder, **arguments)``, returns a
        JSON value, and may write further files into `folder`.
    arguments
        JSON values.
    folder
        Where its files go; made by `order_job`, so that equal calls share it.
    """

    name: str
    function: str
    arguments: Mapping[str, Any]
    folder: Path

    @property
    def log(self) -> Path:
        """What the process printed."""
        return self.folder / LOG

    def finished(self) -> bool:
        """Whether the result is there."""
        return (self.folder / RESULT).is_file()

    def result(self) -> Any:
        """What the function returned."""
        return read_json(self.folder / RESULT)

    def command(self) -> list[str]:
        """Write the order down; return the module and its argument that perform it."""
        order = {"function": self.function, "arguments": dict(self.arguments)}
        with full_disk_told():
            write_json(self.folder / ORDER, order)
        return ["tasks.jobs", str((self.folder / ORDER).resolve())]


def order_job(
    jobs: Path,
    name: str,
    function: str,
    inputs: Iterable[Path],
    *,
    plugins: Iterable[str] = (),
    **arguments: Any,
) -> Job:
    """The job that calls `function`, in a folder named by arguments, inputs and code.

    Parameters
    ----------
    jobs
        The folder that all jobs share.
    inputs
        The files that the function reads; their content counts, not where they lie.
    plugins
        Modules that the function imports by their names, so that its code does not show them.
    arguments
        JSON values, or paths, which do not count.

    Raises
    ------
    UserError
        When an input is missing.
    """
    try:
        hashes = [md5(file) for file in inputs]
    except FileNotFoundError as error:
        raise UserError(
            f"{error.filename} is missing: run the earlier stages with `dvc repro`"
        ) from error
    values = {key: value for key, value in arguments.items() if not isinstance(value, Path)}
    paths = {key: str(value.resolve()) for key, value in arguments.items() if key not in values}
    modules = (function.partition(":")[0], *plugins)
    code = hash_of_code(sorted({file for module in modules for file in files_behind(module)}))
    key = fingerprint([function, values, hashes, code])
    return Job(name, function, values | paths, jobs / key)


def perform(path: Path) -> None:
    """Perform the job whose order stands in `path`."""
    order = read_json(path)
    module, _, function = order["function"].partition(":")
    call = getattr(importlib.import_module(module), function)
    write_json(path.with_name(RESULT), call(path.parent, **order["arguments"]))


def end_with_parent() -> None:
    """End this process when its standard input closes, which it does when the parent dies."""

    def watch() -> None:
        os.read(sys.stdin.fileno(), 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> int:
    """Perform the job named on the command line; the exit status tells how it went."""
    end_with_parent()
    try:
        with full_disk_told():
            perform(Path(sys.argv[1]))
    except UserError as error:
        print(error, flush=True)
        return USERS_MISTAKE
    return 0


if __name__ == "__main__":
    sys.exit(main())
