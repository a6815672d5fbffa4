"""A PostgreSQL server of the system's packages, for as long as a test session takes."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from flows.guard import start_guarded, stop_guarded
from flows.server import HOST, free_port

USER = "skillpath"
PASSWORD = "geheim/wort:100%@home"  # nothing of it may stand in an address as it is
DEBIAN = Path("/usr/lib/postgresql")


class Postgres(NamedTuple):
    """A server on 127.0.0.1 that lets nobody in without the password."""

    port: int

    def address(self, database: str, driver: str = "", password: str = PASSWORD) -> str:
        """The URL of a database, as `MLFLOW_TRACKING_URI` and others take it."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{USER}:{quote(password, safe='')}@{HOST}:{self.port}/{database}"

    def create(self, database: str) -> None:
        """Create an empty database."""
        self.ask("postgres", f"create database {database}")

    def ask(self, database: str, query: str) -> list[Any]:
        """The rows that a query gives; none where it is no query."""
        import psycopg2

        connection = psycopg2.connect(
            host=HOST, port=self.port, user=USER, password=PASSWORD, dbname=database
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where it is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(DEBIAN.glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").is_file()), None)


@contextmanager
def running_postgres(folder_of_programs: Path) -> Iterator[Postgres]:
    """Start a server with data of its own; it ends with this process at the latest."""
    folder = Path(tempfile.mkdtemp(prefix="skillpath-postgres-"))  # short: sockets' paths must be
    try:
        password = folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        as_user = _as_another_user(folder)
        data, port = folder / "data", free_port()
        initialise = (
            folder_of_programs / "initdb", "-D", data, "-U", USER, "--auth=scram-sha-256",
            f"--pwfile={password}", "--no-sync", "--encoding=UTF8", "--locale=C",
        )  # fmt: skip
        subprocess.run(
            [*as_user, *map(str, initialise)], cwd=folder, check=True, capture_output=True
        )
        serve = (
            folder_of_programs / "postgres", "-D", data, "-h", HOST, "-p", port, "-k", folder,
            "-c", "fsync=off",
        )  # fmt: skip
        process = start_guarded([*as_user, *map(str, serve)], folder / "log", dict(os.environ))
        try:
            server = Postgres(port)
            _wait(server, process, folder / "log")
            yield server
            # It would wait for connections that a pool somewhere keeps.
            server.ask(
                "postgres",
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where pid <> pg_backend_pid() and backend_type = 'client backend'",
            )
        finally:
            stop_guarded(process)
    finally:
        shutil.rmtree(folder)


def _as_another_user(folder: Path) -> list[str]:
    """What runs a command as a user whom PostgreSQL accepts, for it refuses root."""
    if os.geteuid() != 0:
        return []
    names = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait(server: Postgres, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg2
    from waiting import wait_for

    def answers() -> Sequence[Any]:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            return server.ask("postgres", "select 1")
        except psycopg2.OperationalError:
            return ()

    wait_for(answers, 60)
