"""Prefect and MLflow on a real PostgreSQL: the same results, and the password nowhere."""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
from real_postgres import PASSWORD, Postgres
from running import Command
from small_study import sweep_results
from studies import files_with, log_model, runs_in, shown, small_study, track
from waiting import wait_for

from flows.server import server_log, start_server, wait_for_server
from tasks.errors import UserError
from tasks.paths import Project
from tasks.tracking.store import open_store

SECRETS = (PASSWORD, quote(PASSWORD, safe=""), "geheim")


class Swept(NamedTuple):
    """Three sweeps that ran at once beside the dashboards; not to be changed.

    `first` and `third` are the same study; `third` logged to a SQLite store of its own.
    """

    first: Project
    second: Project
    third: Project
    environment: Mapping[str, str]
    told: str
    command_lines: str
    experiments_shown: list[str]


def ask_mlflow(address: str) -> list[str]:
    """The experiments that a running MLflow UI shows."""
    request = urllib.request.Request(
        f"{address}/api/2.0/mlflow/experiments/search",
        json.dumps({"max_results": 9}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return [one["name"] for one in json.load(answer)["experiments"]]


@pytest.fixture(scope="module")
def swept(
    postgres: Postgres,
    command: Callable[..., Command],
    tmp_path_factory: pytest.TempPathFactory,
) -> Swept:
    """The dashboards, and three sweeps at once on their Prefect server."""
    postgres.create("prefect")
    postgres.create("mlflow")
    environment = {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": postgres.address("prefect", "asyncpg"),
        "MLFLOW_TRACKING_URI": postgres.address("mlflow"),
    }
    root = tmp_path_factory.mktemp("swept")
    (root / "ui").mkdir()
    ui = command(root / "ui", "ui", "--prefect-port", "0", "--mlflow-port", "0", **environment)
    first, second, third = (
        small_study(root / name, sentences)
        for name, sentences in (("first", 60), ("second", 50), ("third", 60))
    )
    wait_for(lambda: "Ctrl-C stops what" in ui.output(), 300)
    prefect, mlflow = re.findall(r"http://127\.0\.0\.1:\d+", ui.output())
    api = {"PREFECT_API_URL": f"{prefect}/api"}
    sweeps = [
        command(project.root, "sweep", "--corpus", "sample", **values, **api)
        for project, values in ((first, environment), (second, environment), (third, {}))
    ]
    lines = ui.descendants() | sweeps[0].descendants()
    ended = [sweep.end(400) for sweep in sweeps]
    assert [status for status, _ in ended] == [0, 0, 0], ended
    experiments = ask_mlflow(mlflow)
    ui.process.terminate()
    status, said = ui.end()
    assert status == 0, said
    told = "".join([said, *(output for _, output in ended)])
    return Swept(first, second, third, environment, told, "\n".join(lines.values()), experiments)


@pytest.mark.slow
@pytest.mark.postgres
class TestSwept:
    """What the sweeps, the dashboards and `skillpath track` left."""

    def test_the_results_are_those_that_come_without_it(self, swept: Swept) -> None:
        assert sweep_results(swept.first) == sweep_results(swept.third)
        assert sweep_results(swept.first) != sweep_results(swept.second)

    def test_prefect_kept_the_flows_there(self, swept: Swept, postgres: Postgres) -> None:
        rows = postgres.ask("prefect", "select name, state_name from flow_run")
        assert rows == [("sample · tagger", "Completed")] * 3
        assert not list(swept.first.prefect.glob("*.db"))

    def test_two_sweeps_at_once_logged_all_their_runs(self, swept: Swept) -> None:
        runs = runs_in(swept.first, swept.environment)
        kinds = sorted(one["tags"]["kind"] for one in runs.values())
        assert kinds == ["simulation"] * 4 + ["summary"] * 4 + ["sweep"] * 2
        assert {one["status"] for one in runs.values()} == {"FINISHED"}
        assert swept.experiments_shown == ["sample", "Default"]

    def test_a_sweep_shows_the_same_there_as_in_sqlite(self, swept: Swept) -> None:
        in_sqlite = shown(runs_in(swept.third, {}))
        both = shown(runs_in(swept.first, swept.environment))
        assert len(in_sqlite) == 5
        assert [one for one in both if one in in_sqlite] == in_sqlite

    def test_artifacts_lie_in_the_project_that_made_the_experiment(self, swept: Swept) -> None:
        runs = runs_in(swept.first, swept.environment)
        with_files = {run for run, one in runs.items() if one["files"]}
        places = [
            project.mlflow / "artifacts" / "sample" for project in (swept.first, swept.second)
        ]
        lying = {path.name for place in places if place.is_dir() for path in place.iterdir()}
        assert lying == with_files
        assert len(with_files) == 6  # of both sweeps: the parent and each simulation

    def test_tracking_again_changes_nothing(self, swept: Swept) -> None:
        before = runs_in(swept.first, swept.environment)
        told = track(swept.first, swept.environment)
        assert told.endswith("/mlflow")
        assert "skillpath:***@127.0.0.1" in told
        assert runs_in(swept.first, swept.environment) == before

    def test_models_are_registered_there(self, swept: Swept) -> None:
        assert log_model(swept.first, swept.environment).version == 1

    def test_the_password_stands_nowhere(self, swept: Swept) -> None:
        root = swept.first.root.parent
        assert files_with(root, "sample · tagger")  # so that what is there is found
        assert files_with(root, *SECRETS) == []
        assert not any(secret in swept.told for secret in SECRETS)
        assert "mlflow ui" in swept.command_lines
        assert not any(secret in swept.command_lines for secret in SECRETS)


@pytest.mark.postgres
def test_a_wrong_password_is_told_at_once_and_not_shown(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", postgres.address("postgres", password="geheimnis"))
    project = Project(tmp_path)
    (project.advisor / "any").mkdir(parents=True)
    with pytest.raises(UserError, match="password authentication failed") as caught:
        track(project, {})
    assert "geheimnis" not in str(caught.value)
    assert "skillpath:***@127.0.0.1" in str(caught.value)


@pytest.mark.slow
@pytest.mark.postgres
def test_why_prefect_cannot_use_it_stands_in_the_servers_log_without_the_password(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = postgres.address("postgres", password="geheimnis")
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", database)
    project = Project(tmp_path)
    with pytest.raises(UserError, match=r"did not start on port \d+: see .*server.log"):
        wait_for_server(start_server(project, 0), 0, project)
    log = server_log(project).read_text(encoding="utf-8")
    assert "password authentication failed" in log
    assert "geheimnis" not in log


def test_a_missing_driver_is_told_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "postgresql://me:geheim@127.0.0.1:1/mlflow")
    with pytest.raises(UserError, match=r"psycopg2 is not installed: pip install 'skillpath\[pos"):
        open_store(Project(tmp_path))
