"""The Prefect server that a flow talks to: the one that is running, or one of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.guard import start_guarded, stop_guarded
from tasks.errors import UserError
from tasks.files import read_json
from tasks.paths import Project

HOST = "127.0.0.1"
START_SECONDS = 120.0
ADDRESS_FILE = "address.json"


def prefect_environment(project: Project) -> dict[str, str]:
    """Settings of Prefect for this project: its own store, no telemetry, a quiet terminal.

    What fails is told by the command itself; the log is in the Prefect UI.
    """
    home = project.prefect.resolve()
    settings = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }
    return {name: value for name, value in settings.items() if name not in os.environ}


@contextmanager
def prefect_server(project: Project) -> Iterator[str]:
    """Yield the API address of a Prefect server and point this process's Prefect at it.

    That is the server that ``PREFECT_API_URL`` names, else the one that ``skillpath ui`` has
    running, else one that is started here and stopped at the end. To be entered before Prefect
    is imported.

    Raises
    ------
    UserError
        When ``PREFECT_API_URL`` names a server that does not answer, or none can be started.
    """
    os.environ.update(prefect_environment(project))
    project.prefect.mkdir(parents=True, exist_ok=True)  # Prefect warns where it is missing
    address = os.environ.get("PREFECT_API_URL")
    if address and not answers(address):
        raise UserError(
            f"the Prefect server PREFECT_API_URL={address} does not answer: "
            "start it, or unset the variable to use one of skillpath's own"
        )
    address = address or running_ui(project)
    if address:
        os.environ["PREFECT_API_URL"] = address
        yield address
        return
    port = free_port()
    process = start_server(project, port)
    try:
        address = wait_for_server(process, port, project)
        os.environ["PREFECT_API_URL"] = address
        yield address
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        stop_guarded(process)


def start_server(project: Project, port: int) -> subprocess.Popen[bytes]:
    """Start a Prefect server on 127.0.0.1 that ends with this process."""
    api = f"http://{HOST}:{port}/api"
    environment = {
        **os.environ,
        **prefect_environment(project),
        "PREFECT_UI_API_URL": api,
        "PREFECT_SERVER_UI_API_URL": api,
    }
    command = (
        sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app",
        "--host", HOST, "--port", str(port), "--log-level", "warning",
    )  # fmt: skip
    return start_guarded(command, server_log(project), environment)


def wait_for_server(process: subprocess.Popen[bytes], port: int, project: Project) -> str:
    """Wait until the server answers and return its API address."""
    address = f"http://{HOST}:{port}/api"
    deadline = time.monotonic() + START_SECONDS
    while not answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            stop_guarded(process)
            raise UserError(
                f"the Prefect server did not start on port {port}: see {server_log(project)}"
            )
        time.sleep(0.1)
    return address


def answers(api: str) -> bool:
    """Whether a Prefect server answers at this API address."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def running_ui(project: Project) -> str | None:
    """The API address that ``skillpath ui`` has written down, if a server still answers there."""
    path = project.prefect / ADDRESS_FILE
    if not path.exists():
        return None
    address = str(read_json(path)["api"])
    return address if answers(address) else None


def server_log(project: Project) -> Path:
    """Where the server's output goes."""
    return project.prefect / "server.log"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
