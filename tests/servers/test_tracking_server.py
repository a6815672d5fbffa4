"""Runs logged to a real MLflow tracking server, artifacts and models included."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import Command
from small_study import own_environment, sweep_results
from studies import files_with, log_model, runs_in, small_study, track
from waiting import wait_for

from flows.guard import start_guarded, stop_guarded
from flows.server import HOST, free_port
from tasks.addresses import status_of
from tasks.errors import UserError
from tasks.paths import Project

PASSWORD = "geheim%40wort"  # which the server does not ask for, and must not be told on


@pytest.fixture(scope="module")
def tracking_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port of a server of MLflow's own, and the folder where it keeps everything."""
    folder, port = tmp_path_factory.mktemp("tracking-server"), free_port()
    command = (
        sys.executable, "-m", "mlflow", "server", "--host", HOST, "--port", str(port),
        "--backend-store-uri", f"sqlite:///{folder}/mlflow.db",
        "--artifacts-destination", str(folder / "artifacts"), "--workers", "1",
    )  # fmt: skip
    environment = own_environment(MLFLOW_DISABLE_TELEMETRY="true")
    process = start_guarded(command, folder / "log", environment)
    try:
        wait_for(lambda: status_of(f"http://{HOST}:{port}/health") == 200, 180)
        yield port, folder
    finally:
        stop_guarded(process)


@pytest.mark.slow
def test_a_sweep_logs_to_it_and_tracking_again_changes_nothing(
    tracking_server: tuple[int, Path], tmp_path: Path, command: Callable[..., Command]
) -> None:
    port, folder = tracking_server
    environment = {"MLFLOW_TRACKING_URI": f"http://me:{PASSWORD}@{HOST}:{port}"}
    (tmp_path / "ui").mkdir()
    ui = command(tmp_path / "ui", "ui", "--prefect-port", "0", **environment)
    project = small_study(tmp_path / "study")
    wait_for(lambda: "Ctrl-C stops what" in ui.output(), 180)
    assert f"MLflow   http://me:***@{HOST}:{port}/#/experiments" in ui.output()
    (prefect,) = re.findall(r"Prefect  http://(.+)", ui.output())
    status, told = command(
        project.root, "sweep", "--corpus", "sample",
        PREFECT_API_URL=f"http://me:{PASSWORD}@{prefect}/api", **environment,
    ).end(400)  # fmt: skip
    assert status == 0, told
    assert "MLflow" not in told
    ui.process.terminate()
    assert ui.end()[0] == 0
    assert "geheim" not in told + ui.output()

    runs = runs_in(project, environment)
    kinds = sorted(one["tags"]["kind"] for one in runs.values())
    assert kinds == ["simulation"] * 2 + ["summary"] * 2 + ["sweep"]
    assert {one["status"] for one in runs.values()} == {"FINISHED"}
    (sweep,) = (one for one in runs.values() if one["tags"]["kind"] == "sweep")
    assert sweep["files"] == ["curves.csv", "statistics.json", "sweep.json"]
    kept = {path.name: path.read_bytes() for path in (folder / "artifacts").rglob("*.csv")}
    assert kept == {"curves.csv": sweep_results(project)["curves.csv"]}
    assert not list(project.mlflow.glob("*.db"))
    assert not (project.mlflow / "artifacts").exists()

    told = track(project, environment)
    assert told == f"MLflow holds 1 sweeps: http://me:***@{HOST}:{port}"
    assert runs_in(project, environment) == runs

    assert int(log_model(project, environment).version) == 1
    assert list((folder / "artifacts").rglob("MLmodel"))
    assert files_with(tmp_path, "sample · tagger")
    assert [*files_with(tmp_path, "geheim"), *files_with(folder, "geheim")] == []


def test_one_that_does_not_answer_is_told_at_once_and_without_the_password(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))  # nobody listens there
        address = f"{HOST}:{taken.getsockname()[1]}"
        project = Project(tmp_path)
        (project.advisor / "any").mkdir(parents=True)
        with pytest.raises(UserError) as caught:
            track(project, {"MLFLOW_TRACKING_URI": f"http://me:{PASSWORD}@{address}"})
    assert str(caught.value) == (
        f"the MLflow server MLFLOW_TRACKING_URI=http://me:***@{address} does not answer: "
        "start it, or unset the variable to use a store in the project"
    )
