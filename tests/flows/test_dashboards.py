"""`skillpath ui`: both dashboards answer, a sweep finds them, and they end with the command."""

from __future__ import annotations

import json
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
    def __init__(self, root: Path, *options: str, output: str = "output.txt") -> None:
        self._output = root / output
        self._marker = f"MARKER={root}"
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                skillpath("ui", "--prefect-port", "0", "--mlflow-port", "0", *options),
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
    wait_for(lambda: "Ctrl-C stops what" in dashboards.output(), 180)
    prefect, mlflow = re.findall(r"http://127\.0\.0\.1:\d+", dashboards.output())
    assert answers(f"{prefect}/api")
    assert running_ui(project) == f"{prefect}/api"
    with urllib.request.urlopen(prefect, timeout=30) as page:
        assert page.status == 200
    with urllib.request.urlopen(mlflow, timeout=30) as page:
        assert b"MLflow" in page.read()
    dashboards.process.send_signal(signal.SIGINT)
    assert dashboards.process.wait(60) == 0
    assert "stopped" in dashboards.output()
    assert not dashboards.descendants()
    assert not answers(f"{prefect}/api")
    assert not (project.prefect / ADDRESS_FILE).exists()


def test_a_prefect_server_that_runs_is_used_and_left_running(
    dashboards: Dashboards, tmp_path: Path
) -> None:
    wait_for(lambda: "Ctrl-C stops what" in dashboards.output(), 180)
    api = running_ui(Project(tmp_path))
    second = Dashboards(tmp_path, output="second.txt")
    try:
        wait_for(lambda: "Ctrl-C stops what" in second.output(), 180)
        assert f"{api}".removesuffix("/api") + " (it runs without this command)" in second.output()
    finally:
        second.process.send_signal(signal.SIGINT)
        assert second.process.wait(60) == 0
    assert running_ui(Project(tmp_path)) == api


def test_a_kill_leaves_neither(dashboards: Dashboards) -> None:
    wait_for(lambda: dashboards.running("prefect.server", "mlflow ui"), 120)
    dashboards.process.kill()
    dashboards.process.wait()
    wait_for(lambda: not dashboards.descendants(), 15)


def test_an_address_for_others_is_listened_at_and_warned_of(tmp_path: Path) -> None:
    started = Dashboards(tmp_path, "--host", "127.0.0.2")
    try:
        wait_for(lambda: "Ctrl-C stops what" in started.output(), 180)
        assert "the dashboards ask for no password" in started.output()
        prefect, mlflow = re.findall(r"http://127\.0\.0\.2:\d+", started.output())
        assert answers(f"{prefect}/api")
        assert not answers(f"{prefect}/api".replace("127.0.0.2", "127.0.0.1"))
        assert running_ui(Project(tmp_path)) == f"{prefect}/api"
        with urllib.request.urlopen(f"{mlflow}/health", timeout=30) as page:
            assert page.status == 200
        with urllib.request.urlopen(f"{prefect}/ui-settings", timeout=30) as page:
            assert json.loads(page.read())["api_url"] == "/api"
    finally:
        started.process.send_signal(signal.SIGINT)
        started.process.wait(60)
