"""Which Prefect server is used, and what is told when there is none."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NoReturn

import pytest
from httpx import HTTPError
from small_study import own_environment, processes_with
from waiting import wait_for

from flows.guard import start_guarded
from flows.server import (
    ADDRESS_FILE,
    ServerFailedError,
    answers,
    free_port,
    prefect_environment,
    prefect_server,
    running_ui,
    wait_for_server,
)
from flows.workers import FlowFailed
from tasks.errors import UserError
from tasks.files import write_json
from tasks.paths import Project


class Health(BaseHTTPRequestHandler):
    """Answers as a healthy Prefect server does, at one address only."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def healthy() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Health) as made_up:
        threading.Thread(target=made_up.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made_up.server_port}/api"
        made_up.shutdown()


def test_it_is_seen_whether_a_server_answers(healthy: str) -> None:
    assert answers(healthy)
    assert not answers(f"http://127.0.0.1:{free_port()}/api")
    assert not answers(healthy.removesuffix("/api"))
    assert not answers("nonsense")


def test_a_named_server_that_answers_is_used(
    healthy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", healthy)
    with prefect_server(Project(tmp_path)) as address:
        assert address == healthy
        assert os.environ["PREFECT_API_URL"] == healthy
    assert not (tmp_path / ".skillpath" / "prefect" / "server.log").exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("a bug"), "^a bug$"),
        (UserError("mend this"), "^mend this$"),
        (
            HTTPError("500 for url 'http…'"),
            r"answers with an error \(500\): see to it and run",
        ),
    ],
)
def test_what_fails_while_the_server_is_well_is_no_fault_of_the_server(
    healthy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", healthy)
    with pytest.raises(Exception, match=told) as caught, prefect_server(Project(tmp_path)):
        raise error
    assert isinstance(caught.value, ServerFailedError) == isinstance(error, HTTPError)


def lose(server: HTTPServer) -> NoReturn:
    server.shutdown()
    server.server_close()
    raise ConnectionError("all attempts failed")


FAILURES = "1 of 2 simulations failed; run the same again to do only these:\n  a: exit status 1"


def fail_and_lose(server: HTTPServer) -> NoReturn:
    """As Prefect does when it cannot tell the server how a flow ended."""
    try:
        raise FlowFailed(FAILURES)
    except FlowFailed:
        lose(server)


def lose_and_fail(server: HTTPServer) -> NoReturn:
    """As a flow does that notices nothing."""
    try:
        lose(server)
    except ConnectionError:
        raise FlowFailed(FAILURES) from None


@pytest.mark.parametrize("end", [fail_and_lose, lose_and_fail])
def test_what_failed_before_the_server_was_lost_is_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: Callable[[HTTPServer], NoReturn]
) -> None:
    with HTTPServer(("127.0.0.1", 0), Health) as made_up:
        threading.Thread(target=made_up.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{made_up.server_port}/api"
        monkeypatch.setenv("PREFECT_API_URL", address)
        with pytest.raises(ServerFailedError) as caught, prefect_server(Project(tmp_path)):
            end(made_up)
    assert str(caught.value) == (
        f"{FAILURES}\nthe Prefect server {address} does not answer any more: "
        "see to it and run the same again, what was finished is kept"
    )


def test_what_fails_without_the_server_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HTTPServer(("127.0.0.1", 0), Health) as made_up:
        threading.Thread(target=made_up.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{made_up.server_port}/api"
        monkeypatch.setenv("PREFECT_API_URL", address)
        with (
            pytest.raises(ServerFailedError, match=f"{address} does not answer any more: see to"),
            prefect_server(Project(tmp_path)),
        ):
            lose(made_up)


def test_a_named_server_that_does_not_answer_is_told_and_none_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"http://127.0.0.1:{free_port()}/api"
    monkeypatch.setenv("PREFECT_API_URL", address)
    with (
        pytest.raises(UserError, match=f"PREFECT_API_URL={address} does not answer: start it, or"),
        prefect_server(Project(tmp_path)),
    ):
        pass
    assert not (tmp_path / ".skillpath" / "prefect" / "server.log").exists()


def test_the_server_of_the_dashboards_is_used_while_it_answers(
    healthy: str, tmp_path: Path
) -> None:
    project = Project(tmp_path)
    assert running_ui(project) is None
    write_json(project.prefect / ADDRESS_FILE, {"api": healthy})
    with prefect_server(project) as address:
        assert address == healthy
    write_json(project.prefect / ADDRESS_FILE, {"api": f"http://127.0.0.1:{free_port()}/api"})
    assert running_ui(project) is None


def test_everything_of_prefect_lies_in_the_project_unless_the_user_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path)
    settings = prefect_environment(project)
    assert settings["PREFECT_HOME"] == str(project.prefect)
    database = settings["PREFECT_SERVER_DATABASE_CONNECTION_URL"]
    assert database == f"sqlite+aiosqlite:///{project.prefect}/prefect.db"
    assert settings["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    for named in ("postgresql+asyncpg://me:pw@host/db", "postgresql://me:pw@host/db"):
        monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", named)
        database = prefect_environment(project)["PREFECT_SERVER_DATABASE_CONNECTION_URL"]
        assert database == "postgresql+asyncpg://me:pw@host/db"
    monkeypatch.setenv("PREFECT_HOME", "/elsewhere")
    assert "PREFECT_HOME" not in prefect_environment(project)


def test_a_server_that_dies_while_it_starts_is_told_with_its_log(tmp_path: Path) -> None:
    project = Project(tmp_path)
    script = "print('no such table'); raise SystemExit(3)"
    process = start_guarded(
        [sys.executable, "-c", script], project.prefect / "server.log", own_environment()
    )
    port = free_port()
    with pytest.raises(UserError, match=f"did not start on port {port}: see .*server.log"):
        wait_for_server(process, port, project)
    assert process.returncode == 3
    assert "no such table" in (project.prefect / "server.log").read_text()


@pytest.mark.slow
def test_a_server_of_ones_own_starts_and_is_gone_afterwards(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from flows.server import *\n"
        "with prefect_server(Project(Path(sys.argv[1]))) as address:\n"
        "    assert answers(address) and os.environ['PREFECT_API_URL'] == address\n"
        "assert not answers(address) and 'PREFECT_API_URL' not in os.environ\n"
        "print(address)"
    )
    marker = {"MARKER": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env=own_environment(**marker),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("http://127.0.0.1:")
    assert (tmp_path / ".skillpath" / "prefect" / "prefect.db").is_file()
    wait_for(lambda: not processes_with(str(tmp_path)), 1)
