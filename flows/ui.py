"""Both dashboards on 127.0.0.1 against this project's stores, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

from flows.guard import start_guarded, stop_guarded
from flows.server import (
    HOST,
    free_port,
    page_of,
    prefect_server,
    reached_at,
    server_of_others,
    warn_of_host,
)
from tasks.addresses import status_of, without_password
from tasks.errors import UserError
from tasks.paths import Project
from tasks.tracking.store import is_server, open_store, tracking_uri

MLFLOW_START_SECONDS = 120


def serve_dashboards(
    project: Project, prefect_port: int, mlflow_port: int, host: str = HOST
) -> None:
    """Start the Prefect server and the MLflow UI, print their addresses, wait for Ctrl-C.

    A Prefect server that runs already is used: that of ``skillpath serve``, or a named one. Where
    runs are logged to a tracking server, that has a UI of its own, whose address is told.
    """
    end = threading.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_, lambda *_: end.set())
    warn_of_host(host)
    open_store(project)
    store, prefect_runs = tracking_uri(project), server_of_others(project) is not None
    mlflow_port = mlflow_port or free_port()
    print("starting the dashboards, this takes some 20 seconds …", flush=True)
    mlflow = None if is_server(store) else start_mlflow(project, mlflow_port, host)
    try:
        with prefect_server(project, prefect_port or free_port(), host) as api:
            address = f"http://{reached_at(host)}:{mlflow_port}" if mlflow else store.rstrip("/")
            if mlflow:
                wait_for_mlflow(mlflow, address, project, end.wait)
            goes_on = " (it runs without this command)"
            print(f"Prefect  {page_of(api)}{goes_on if prefect_runs else ''}", flush=True)
            print(f"MLflow   {without_password(address)}/#/experiments", flush=True)
            print("Ctrl-C stops what was started here", flush=True)
            end.wait()
    finally:
        if mlflow:
            stop_guarded(mlflow)
    print("stopped", flush=True)


def start_mlflow(project: Project, port: int, host: str = HOST) -> subprocess.Popen[bytes]:
    """Start the MLflow UI; it ends with this process."""
    command = (
        sys.executable, "-m", "mlflow", "ui", "--host", host, "--port", str(port),
        "--workers", "1",
    )  # fmt: skip
    environment = {
        **os.environ,
        "MLFLOW_BACKEND_STORE_URI": tracking_uri(project),  # every user can read a command line
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    return start_guarded(command, project.mlflow / "ui.log", environment)


def wait_for_mlflow(
    process: subprocess.Popen[bytes],
    address: str,
    project: Project,
    ended: Callable[[float], bool],
) -> None:
    """Wait until the MLflow UI answers, or `ended`, given seconds to wait, says to stop."""
    for _ in range(MLFLOW_START_SECONDS * 2):
        if status_of(f"{address}/health") == 200 or ended(0.5):
            return
        if process.poll() is not None:
            raise UserError(
                f"the MLflow UI did not start at {address}: see {project.mlflow / 'ui.log'}"
            )
