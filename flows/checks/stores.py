"""Checks of Prefect's and MLflow's stores, and a flow that is really run."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from flows.checks.finding import Finding
from flows.checks.installation import GO_TO_ROOT, REINSTALL
from flows.guard import start_guarded, stop_guarded
from flows.server import answers
from tasks.locks import holder_of
from tasks.paths import Project
from tasks.settings import MLFLOW_STORE, PREFECT_API, PREFECT_DATABASE

SQLITE = "sqlite"


def check_prefect_store(project: Project) -> Finding:
    """Prefect's server or database, as far as can be told before a flow runs."""
    api = PREFECT_API.value()
    if api:
        if answers(api):
            return Finding("ok", "the Prefect server that PREFECT_API_URL names answers")
        remedy = "start it, or unset the variable to use one of skillpath's own"
        return Finding("fail", "the Prefect server that PREFECT_API_URL names is silent", remedy)
    if SQLITE not in (PREFECT_DATABASE.value() or SQLITE):
        return Finding("ok", "Prefect's database is one of yours; the trial flow uses it")
    return look_at_sqlite(project.prefect / "prefect.db", "Prefect")


def check_mlflow_store(project: Project) -> Finding:
    """MLflow's database: whole, writable, and opened as tracking opens it."""
    from tasks.tracking.store import open_store

    own = project.mlflow / "mlflow.db"
    named = MLFLOW_STORE.value()
    if not named:
        seen = look_at_sqlite(own, "MLflow")
        if seen.level != "ok" or not own.exists():
            return seen
    if holder_of(project.mlflow / "lock"):
        remedy = "wait until it is done; if it never is, end the process that holds the lock"
        told = f"{project.mlflow / 'lock'}: another process opens MLflow's store just now"
        return Finding("warn", told, remedy)
    open_store(project)
    store = "that MLFLOW_TRACKING_URI names" if named else str(own)  # it may hold a password
    return Finding("ok", f"MLflow's store {store} opens")


def look_at_sqlite(path: Path, name: str) -> Finding:
    """Whether a SQLite database is whole and can be written to; nothing is changed in it."""
    if not path.exists():
        return Finding("ok", f"{name}'s store {path} is not there yet; the first flow makes it")
    remedy = f"move {path} away to begin a new one; results lie in files, only history is lost"
    try:
        with closing(_opened(path)) as database:
            (told,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if told != "ok":
                return Finding("fail", f"{name}'s store {path} is damaged ({told})", remedy)
            database.execute("BEGIN IMMEDIATE")
            database.execute("CREATE TABLE doctor (seen INTEGER)")
            database.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            told = f"{name}'s store {path} is locked by another process"
            return Finding("warn", told, "wait, or end the process that writes to it")
        return Finding("fail", f"{name}'s store {path} cannot be used ({error})", remedy)
    except sqlite3.DatabaseError as error:
        return Finding("fail", f"{name}'s store {path} is damaged ({error})", remedy)
    return Finding("ok", f"{name}'s store {path} is whole and can be written to")


def _opened(path: Path) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode=rw"  # which makes no file
    return sqlite3.connect(address, timeout=2, isolation_level=None, uri=True)


def try_flow(project: Project) -> Finding:
    """Really run a flow: what is installed may import and still not work together."""
    if not project.params.is_file():  # its store would be made in a folder that is none of ours
        return Finding("warn", "a trial flow: not tried outside of a project", GO_TO_ROOT)
    log = project.prefect / "doctor.log"
    log.unlink(missing_ok=True)
    began = time.monotonic()
    process = start_guarded([sys.executable, "-m", "flows.trial"], log, dict(os.environ))
    try:
        status = process.wait()
    finally:
        stop_guarded(process)
    if status == 0:
        return Finding("ok", f"a trial flow ran, in {time.monotonic() - began:.0f} s")
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    said = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    told = f"a trial flow does not run: {said} (log: {log})"
    return Finding("fail", told, f"where packages differ from the lock, {REINSTALL}")
