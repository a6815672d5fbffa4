"""Both dashboards on 127.0.0.1 against this project's stores, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
import urllib.error
import urllib.request

from flows.guard import start_guarded, stop_guarded
from flows.server import ADDRESS_FILE, HOST, free_port, start_server, wait_for_server
from tasks.errors import UserError
from tasks.files import write_json
from tasks.paths import Project
from tasks.tracking.store import open_store, tracking_uri

MLFLOW_START_SECONDS = 120


def serve_dashboards(project: Project, prefect_port: int, mlflow_port: int) -> None:
    """Start the Prefect server and the MLflow UI, print their addresses, wait for Ctrl-C."""
    end = threading.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_, lambda *_: end.set())
    open_store(project)
    address_file = project.prefect / ADDRESS_FILE
    servers = []
    try:
        print("starting both dashboards, this takes some 20 seconds …", flush=True)
        prefect_port = prefect_port or free_port()
        mlflow_port = mlflow_port or free_port()
        prefect = start_server(project, prefect_port)
        servers.append(prefect)
        command = (
            sys.executable, "-m", "mlflow", "ui", "--host", HOST, "--port", str(mlflow_port),
            "--backend-store-uri", tracking_uri(project), "--workers", "1",
        )  # fmt: skip
        environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}
        mlflow = start_guarded(command, project.mlflow / "ui.log", environment)
        servers.append(mlflow)
        api = wait_for_server(prefect, prefect_port, project)
        write_json(address_file, {"api": api})
        mlflow_address = f"http://{HOST}:{mlflow_port}"
        for _ in range(MLFLOW_START_SECONDS * 2):
            if _answers(mlflow_address) or end.wait(0.5):
                break
            if mlflow.poll() is not None:
                raise UserError(
                    f"the MLflow UI did not start on port {mlflow_port}: "
                    f"see {project.mlflow / 'ui.log'}"
                )
        print(f"Prefect  {api.removesuffix('/api')}", flush=True)
        print(f"MLflow   {mlflow_address}/#/experiments", flush=True)
        print("Ctrl-C stops both", flush=True)
        end.wait()
    finally:
        address_file.unlink(missing_ok=True)
        for server in servers:
            stop_guarded(server)
    print("both stopped", flush=True)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
