"""`skillpath ui`: both dashboards answer, a sweep finds them, and they end with the command."""

from __future__ import annotations

import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_study import own_environment, processes_with, skillpath
from waiting import wait_for

from flows.server import ADDRESS_FILE, answers, running_ui
from tasks.paths import Project

pytestmark = pytest.mark.slow


class Dashboards:
    def __init__(self, root: Path) -> None:
        self._output = root / "output.txt"
        self._marker = f"MARKER={root}"
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                skillpath("ui", "--prefect-port", "0", "--mlflow-port", "0"),
                cwd=root,
                env=own_environment(MARKER=str(root)),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def descendants(self) -> dict[int, str]:
        return processes_with(self._marker)

    def running(self, *parts: str) -> bool:
        lines = self.descendants().values()
        return all(any(part in line for line in lines) for part in parts)


@pytest.fixture
def dashboards(tmp_path: Path) -> Iterator[Dashboards]:
    started = Dashboards(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()


def test_both_answer_until_ctrl_c(dashboards: Dashboards, tmp_path: Path) -> None:
    project = Project(tmp_path)
    wait_for(lambda: "Ctrl-C stops both" in dashboards.output(), 180)
    prefect, mlflow = re.findall(r"http://127\.0\.0\.1:\d+", dashboards.output())
    assert answers(f"{prefect}/api")
    assert running_ui(project) == f"{prefect}/api"
    with urllib.request.urlopen(prefect, timeout=30) as page:
        assert page.status == 200
    with urllib.request.urlopen(mlflow, timeout=30) as page:
        assert b"MLflow" in page.read()
    dashboards.process.send_signal(signal.SIGINT)
    assert dashboards.process.wait(60) == 0
    assert "both stopped" in dashboards.output()
    assert not dashboards.descendants()
    assert not answers(f"{prefect}/api")
    assert not (project.prefect / ADDRESS_FILE).exists()


def test_a_kill_leaves_neither(dashboards: Dashboards) -> None:
    wait_for(lambda: dashboards.running("prefect.server", "mlflow ui"), 120)
    dashboards.process.kill()
    dashboards.process.wait()
    wait_for(lambda: not dashboards.descendants(), 15)
