"""The store: made once however many ask for it, found again, and its errors known."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasks.paths import Project
from tasks.tracking.store import experiment_id, open_store, store_errors, tracking_uri


def test_the_store_is_the_projects_own_unless_a_server_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    own = tracking_uri(Project(tmp_path))
    assert own == f"sqlite:///{tmp_path}/.skillpath/mlflow/mlflow.db"
    monkeypatch.chdir(tmp_path)
    assert tracking_uri(Project()) == own
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "")
    assert tracking_uri(Project()) == own
    for address in ("http://127.0.0.1:5000", "postgresql+psycopg://host/db", "mysql://host/db"):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
        assert tracking_uri(Project()) == address
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "postgres://me:pw@host/db")
    assert tracking_uri(Project()) == "postgresql+psycopg2://me:pw@host/db"


@pytest.mark.slow
def test_processes_that_open_a_fresh_store_at_once_all_succeed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    script = (
        "import sys; from pathlib import Path; from tasks.paths import Project\n"
        "from tasks.tracking.store import experiment_id, open_store\n"
        "project = Project(Path(sys.argv[1]))\n"
        "print(experiment_id(open_store(project), project, 'sample'))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    several = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = [process.communicate() for process in several]
    assert [process.returncode for process in several] == [0, 0, 0], told
    assert len({output for output, _ in told}) == 1
    with sqlite3.connect(Project(tmp_path).mlflow / "mlflow.db") as database:
        names = database.execute("select name from experiments order by name").fetchall()
    assert names == [("Default",), ("sample",)]


def test_an_experiment_is_created_once_and_keeps_its_artifacts_in_the_project(
    project: Project,
) -> None:
    client = open_store(project)
    with ThreadPoolExecutor(4) as threads:
        ids = set(threads.map(lambda _: experiment_id(client, project, "sample"), range(8)))
    assert len(ids) == 1
    assert experiment_id(client, project, "atis") not in ids
    location = client.get_experiment(ids.pop()).artifact_location
    assert location == (project.mlflow / "artifacts" / "sample").as_uri()


def test_a_damaged_store_is_a_store_error(project: Project) -> None:
    (project.mlflow / "mlflow.db").write_bytes(b"this is no database, not a bit of one" * 100)
    with pytest.raises(store_errors()):
        open_store(project)


def test_a_store_that_cannot_be_written_to_is_a_store_error_and_nothing_is_printed(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    client = open_store(project)
    with sqlite3.connect(project.mlflow / "mlflow.db") as database:
        database.execute("drop table runs")
    with pytest.raises(store_errors()):
        client.create_run(experiment_id(client, project, "sample"))
    assert "".join(capfd.readouterr()) == ""


def test_a_server_that_does_not_answer_is_a_store_error(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(store_errors()):
        open_store(project)


def test_no_programming_error_is_taken_for_a_store_error() -> None:
    errors = (TypeError, KeyError, ValueError, AttributeError, AssertionError, RuntimeError)
    assert not any(issubclass(error, store_errors()) for error in errors)
