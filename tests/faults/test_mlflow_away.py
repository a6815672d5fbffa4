"""MLflow cannot be reached, never answers, or is locked: the sweep does not mind."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from study import Study

from flows.server import free_port
from tasks.tracking.store import experiment_id, open_store

pytestmark = pytest.mark.slow

AWAY = "MLflow cannot be written to ("
MISSING = (
    "MLflow lacks 6 of 6 simulations and the summary of this sweep: run `skillpath track` when"
)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def seconds_after_results(study: Study) -> float:
    """How long ago the sweep's folder was complete."""
    return time.time() - (study.project.sweep("sample", "tagger") / "sweep.json").stat().st_mtime


def test_nobody_listens_and_the_sweep_can_be_tracked_afterwards(
    study: Study, undisturbed: dict[str, bytes], server: str, tmp_path: Path
) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    status, told = study.sweep(PREFECT_API_URL=server, MLFLOW_TRACKING_URI=address).end()
    assert status == 0, told
    assert (told.count(AWAY), told.count(MISSING)) == (1, 1)
    assert "Traceback" not in told
    assert study.results() == undisturbed

    store = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    status, told = study.start(study.project.root, "track", MLFLOW_TRACKING_URI=store).end()
    assert status == 0, told
    with sqlite3.connect(tmp_path / "elsewhere.db") as database:
        query = "select value, count(*) from tags where key = 'kind' group by value"
        kinds = dict(database.execute(query).fetchall())
    assert kinds == {"sweep": 1, "full data": 2, "simulation": 4, "summary": 2}


def test_a_server_that_never_answers_holds_nobody_up(
    study: Study, undisturbed: dict[str, bytes], server: str, silent: str
) -> None:
    status, told = study.sweep(PREFECT_API_URL=server, MLFLOW_TRACKING_URI=silent).end()
    late = seconds_after_results(study)
    assert status == 0, told
    assert told.count(MISSING) == 1
    assert "Traceback" not in told
    assert late < 25  # eight seconds of patience, and a busy machine
    assert study.results() == undisturbed


def test_its_database_is_locked_for_good(
    study: Study, undisturbed: dict[str, bytes], server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    client = open_store(study.project)
    holder = sqlite3.connect(study.project.mlflow / "mlflow.db", isolation_level=None)
    holder.execute("begin exclusive")
    status, told = study.sweep(PREFECT_API_URL=server).end()
    late = seconds_after_results(study)
    holder.close()
    assert status == 0, told
    assert told.count(MISSING) == 1
    assert "Traceback" not in told
    assert late < 25
    assert study.results() == undisturbed

    status, told = study.start(study.project.root, "track").end()
    assert status == 0, told
    runs = client.search_runs([experiment_id(client, study.project, "sample")])
    assert len(runs) == 9
