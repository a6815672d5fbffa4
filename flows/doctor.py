"""The command ``skillpath doctor``: looks at everything a study needs and says what to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping

from flows.checks.finding import Check, Finding, Level, as_text
from flows.checks.installation import check_disk, check_git, check_packages, check_python
from flows.checks.stores import check_mlflow_store, check_prefect_store, try_flow
from flows.checks.study import (
    check_catalogue,
    check_devices,
    check_mirror,
    check_parameters,
    check_stages,
)
from tasks.errors import UserError
from tasks.paths import Project

ALL_SECONDS = 35.0
CHECK_SECONDS = 8.0

CHECKS: dict[str, Check] = {
    "Python": check_python,
    "packages": check_packages,
    "git": check_git,
    "Prefect's store": check_prefect_store,
}
MEANWHILE: dict[str, Check] = {
    "params.yaml": check_parameters,
    "data/sources.yaml": check_catalogue,
    "dvc.yaml": check_stages,
    "disk": check_disk,
    "devices": check_devices,
    "the mirror": check_mirror,
    "MLflow's store": check_mlflow_store,
}


def doctor(project: Project, seconds: float = ALL_SECONDS) -> str:
    """Print a finding a line as they come; return the last line, when nothing fails.

    Raises
    ------
    UserError
        When a check fails.
    """
    levels: list[Level] = []
    for finding in examine(project, seconds):
        levels.append(finding.level)
        print(as_text(finding), flush=True)
    if failed := levels.count("fail"):
        raise UserError(f"{failed} of {len(levels)} checks failed: do what stands under them")
    warnings = levels.count("warn")
    return f"{len(levels)} checks, nothing fails{f', {warnings} warnings' if warnings else ''}"


def examine(
    project: Project,
    seconds: float = ALL_SECONDS,
    checks: Mapping[str, Check] | None = None,
    meanwhile: Mapping[str, Check] | None = None,
) -> Iterator[Finding]:
    """Yield the finding of every check, whatever becomes of the others, within `seconds`.

    Parameters
    ----------
    checks, meanwhile
        By what they look at: those before the trial flow starts, and those while it runs. None
        for all there are.
    """
    end = time.monotonic() + seconds

    def left() -> float:
        return max(1.0, end - time.monotonic())

    for what, check in (CHECKS if checks is None else checks).items():
        yield _Limited(what, check, project).finding(min(CHECK_SECONDS, left()))
    trial = _Limited("a trial flow", try_flow, project)
    for what, check in (MEANWHILE if meanwhile is None else meanwhile).items():
        yield _Limited(what, check, project).finding(min(CHECK_SECONDS, left()))
    # A busy machine is slow and yet no failure: the stages wait longer than this.
    yield trial.finding(left(), "warn")


class _Limited:
    """A check on a thread of its own, so that one that hangs keeps nobody waiting."""

    def __init__(self, what: str, check: Check, project: Project) -> None:
        self._what = what
        self._found: list[Finding] = []
        self._thread = threading.Thread(target=self._perform, args=(check, project), daemon=True)
        self._thread.start()

    def _perform(self, check: Check, project: Project) -> None:
        try:
            self._found.append(check(project))
        except UserError as error:
            self._found.append(Finding("fail", f"{self._what}: {error}"))
        except BaseException as error:  # whatever it is, the other checks go on
            reason = " ".join(str(error).split()) or "without a word"
            told = f"{self._what}: {type(error).__name__}: {reason}"
            self._found.append(Finding("fail", told, "mend that, then run this again"))

    def finding(self, seconds: float, late: Level = "fail") -> Finding:
        """What it found; one of the level `late` when it is not done after so many seconds."""
        self._thread.join(seconds)
        if self._found:
            return self._found[0]
        told = f"{self._what}: no answer within {seconds:.0f} s"
        return Finding(late, told, "run this again when the machine and its servers are less busy")
