"""The Prefect server that a flow talks to: the one that is running, or one of its own."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.guard import start_guarded, stop_guarded
from flows.workers import FlowFailed
from tasks.addresses import status_of, with_driver, without_password
from tasks.errors import UserError
from tasks.files import read_json, write_json
from tasks.paths import Project
from tasks.settings import (
    DO_NOT_TRACK,
    PREFECT_ANALYTICS,
    PREFECT_API,
    PREFECT_DATABASE,
    PREFECT_HOME,
    PREFECT_INTERNAL,
    PREFECT_LEASES,
    PREFECT_RETRIES,
    PREFECT_TERMINAL,
)

HOST = "127.0.0.1"
START_SECONDS = 120.0
KEEP_SECONDS = 0.5
AGAIN_SECONDS = 5.0
ROOM = 1 << 20  # bytes that its database needs at least
ADDRESS_FILE = "address.json"


def prefect_environment(project: Project) -> dict[str, str]:
    """Settings of Prefect for this project: its own store, no telemetry, a quiet terminal.

    What fails is told by the command itself; the log is in the Prefect UI.
    """
    home = project.prefect.resolve()
    own = f"sqlite+aiosqlite:///{home / 'prefect.db'}"
    defaults = {
        PREFECT_HOME: str(home),
        PREFECT_ANALYTICS: "false",
        DO_NOT_TRACK: "1",
        PREFECT_TERMINAL: "CRITICAL",
        PREFECT_INTERNAL: "CRITICAL",  # tracebacks while the server is away
        # What a killed run held of a limit is given back, also when the server was killed with it.
        PREFECT_LEASES: "prefect.server.concurrency.lease_storage.filesystem",
    }
    return {
        PREFECT_DATABASE.name: with_driver(PREFECT_DATABASE.value() or own, "asyncpg"),
        **{one.name: default for one, default in defaults.items() if one.value() is None},
    }


@contextmanager
def prefect_server(project: Project, port: int | None = None, host: str = HOST) -> Iterator[str]:
    """Yield the API address of a Prefect server and point this process's Prefect at it.

    That is the one `server_of_others` finds, else one that is started here, started again when it
    dies, and stopped at the end: at a free port for this process alone, or at `port` of `host` for
    others, too. To be entered before Prefect is imported.

    Raises
    ------
    UserError
        When ``PREFECT_API_URL`` names a server that does not answer, or none can be started.
    ServerFailedError
        When the server fails a flow inside.
    """
    os.environ.update(prefect_environment(project))
    project.prefect.mkdir(parents=True, exist_ok=True)  # Prefect warns where it is missing
    address = server_of_others(project)
    if address:
        os.environ["PREFECT_API_URL"] = address
        # Each request of a flow's end is tried for 14 s, where it would be a minute.
        os.environ.setdefault(PREFECT_RETRIES.name, "3")
        with _trouble_told(address, project):
            yield address
        return
    kept = _KeptServer(project, port or free_port(), host)
    with kept as address, _trouble_told(address, project):
        os.environ["PREFECT_API_URL"] = address
        announced = project.prefect / ADDRESS_FILE
        try:
            if port is not None:
                write_json(announced, {"api": address})
            yield address
        finally:
            os.environ.pop("PREFECT_API_URL", None)
            if port is not None:
                announced.unlink(missing_ok=True)


def server_of_others(project: Project) -> str | None:
    """The API address of a Prefect server that was started elsewhere.

    That is the one that ``PREFECT_API_URL`` names, else the one that ``skillpath ui`` or
    ``skillpath serve`` has running.

    Raises
    ------
    UserError
        When ``PREFECT_API_URL`` names a server that does not answer.
    """
    address = PREFECT_API.value()
    if address and not answers(address):
        raise UserError(
            f"the Prefect server PREFECT_API_URL={without_password(address)} does not answer: "
            "start it, or unset the variable to use one of skillpath's own"
        )
    return address or running_ui(project)


class ServerFailedError(UserError):
    """The Prefect server went away in the middle of a flow, or answers with errors only."""


@contextmanager
def _trouble_told(address: str, project: Project) -> Iterator[None]:
    # What Prefect cannot log at its server it would print, again and again.
    printed, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        from httpx import HTTPError

        if not answers(address):
            reason = "does not answer any more"
        elif isinstance(error, HTTPError):
            reason = f"answers with an error ({str(error).partition(' for url')[0]})"
        else:
            raise
        if shutil.disk_usage(project.prefect).free < ROOM:
            reason += f", and no space is left on the disk that holds {project.prefect}"
        failures = "".join(f"{one}\n" for one in _failures_behind(error))
        raise ServerFailedError(
            f"{failures}the Prefect server {address} {reason}: see to it and run the same again, "
            "what was finished is kept"
        ) from error
    finally:
        logging.raiseExceptions = printed


def _failures_behind(error: BaseException | None) -> Iterator[FlowFailed]:
    """What failed of a flow's work before its end could not be told to the server."""
    while error is not None:
        if isinstance(error, FlowFailed):
            yield error
        error = error.__cause__ or error.__context__


class _KeptServer:
    """A Prefect server for as long as it is entered: when its process dies, another is started.

    Prefect's client tries a request again for about a minute, which is more than that takes.
    """

    def __init__(self, project: Project, port: int, host: str) -> None:
        self._project, self._port, self._host = project, port, host
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="server", daemon=True)

    def __enter__(self) -> str:
        self._process = start_server(self._project, self._port, self._host)
        try:
            address = wait_for_server(self._process, self._port, self._project, self._host)
        except BaseException:
            stop_guarded(self._process)
            raise
        self._thread.start()
        return address

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        stop_guarded(self._process)

    def _keep(self) -> None:
        pause = KEEP_SECONDS
        while not self._over.wait(pause):
            pause = KEEP_SECONDS
            if self._process.poll() is not None:
                stop_guarded(self._process)
                with suppress(OSError):  # no room for its log, for instance
                    self._process = start_server(self._project, self._port, self._host)
                pause = AGAIN_SECONDS  # one that cannot start is not started all the time


def start_server(project: Project, port: int, host: str = HOST) -> subprocess.Popen[bytes]:
    """Start a Prefect server on 127.0.0.1, or where told, that ends with this process."""
    # A browser elsewhere asks the address that it has the page from.
    api = f"http://{HOST}:{port}/api" if host == HOST else "/api"
    environment = {
        **os.environ,
        **prefect_environment(project),
        PREFECT_TERMINAL.name: "WARNING",  # of the server that is its log
        "PREFECT_UI_API_URL": api,
        "PREFECT_SERVER_UI_API_URL": api,
    }
    command = (
        sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app",
        "--host", host, "--port", str(port), "--log-level", "warning",
    )  # fmt: skip
    return start_guarded(command, server_log(project), environment)


def wait_for_server(
    process: subprocess.Popen[bytes], port: int, project: Project, host: str = HOST
) -> str:
    """Wait until the server answers and return its API address."""
    address = f"http://{reached_at(host)}:{port}/api"
    deadline = time.monotonic() + START_SECONDS
    while not answers(address):
        if process.poll() is not None or time.monotonic() > deadline:
            stop_guarded(process)
            raise UserError(
                f"the Prefect server did not start on port {port}: see {server_log(project)}"
            )
        time.sleep(0.1)
    return address


def reached_at(host: str) -> str:
    """Where this machine finds what listens at `host`, which may stand for all its addresses."""
    if host in ("0.0.0.0", "::"):
        return HOST
    return f"[{host}]" if ":" in host else host


def warn_of_host(host: str) -> None:
    """Say what it means to listen at an address that others reach."""
    if host != HOST:
        print(
            f"whoever reaches {host} can read and change the stores, and have the Prefect server "
            "act: the dashboards ask for no password",
            file=sys.stderr,
            flush=True,
        )


def page_of(api: str) -> str:
    """Where people look at the Prefect server of this API address."""
    return without_password(api).removesuffix("/api")


def answers(api: str) -> bool:
    """Whether a Prefect server answers at this API address."""
    return status_of(f"{api}/health") == 200


def running_ui(project: Project) -> str | None:
    """The API address that a server for all has written down, if it still answers there."""
    path = project.prefect / ADDRESS_FILE
    if not path.exists():
        return None
    try:
        address = str(read_json(path)["api"])
    except (UserError, LookupError, TypeError):  # half written by somebody, or of another program
        return None
    return address if answers(address) else None


def server_log(project: Project) -> Path:
    """Where the server's output goes."""
    return project.prefect / "server.log"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
