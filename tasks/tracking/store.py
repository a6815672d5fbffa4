"""The MLflow store of a project, created once before anything is logged."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from tasks.addresses import status_of, with_driver, without_password
from tasks.errors import UserError
from tasks.locks import locked
from tasks.paths import Project
from tasks.settings import MLFLOW_RETRIES, MLFLOW_STORE, MLFLOW_TIMEOUT

if TYPE_CHECKING:
    from mlflow import MlflowClient

DEFAULTS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    MLFLOW_TIMEOUT.name: "10",
    MLFLOW_RETRIES.name: "1",
    # It would print the address of every run on a server, password and all.
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}

# Any number that nothing else in the database locks by.
ADVISORY_LOCK = 7_305_519_471_203


class StoreUnusable(UserError):
    """The store that ``MLFLOW_TRACKING_URI`` names cannot be used as things are."""


def tracking_uri(project: Project) -> str:
    """``MLFLOW_TRACKING_URI``, or the project's own SQLite store.

    A PostgreSQL address without a driver gets the one of the extra ``postgres``: which one
    SQLAlchemy would take depends on its version.
    """
    own = f"sqlite:///{(project.mlflow / 'mlflow.db').resolve()}"
    return with_driver(MLFLOW_STORE.value() or own, "psycopg2")


def is_server(uri: str) -> bool:
    """Whether a store is a tracking server, which keeps artifacts too, and not a database."""
    return uri.startswith(("http://", "https://"))


def open_store(project: Project) -> MlflowClient:
    """A client of the project's store, which is created when it is not there yet.

    A server that does not answer is an error after some 20 s, where MLflow itself would wait for
    half an hour; ``MLFLOW_HTTP_REQUEST_TIMEOUT`` and ``…_MAX_RETRIES`` say otherwise.

    Raises
    ------
    StoreUnusable
        When the tracking server does not answer, or the database's driver is not installed.
    Exception
        One of `store_errors` when the store refuses.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    from mlflow import MlflowClient

    logging.getLogger("mlflow").setLevel(logging.WARNING)
    # These print a traceback of what is raised as well.
    logging.getLogger("mlflow.store.db").setLevel(logging.CRITICAL)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # What it logs, with a traceback, it raises too.
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)
    project.mlflow.mkdir(parents=True, exist_ok=True)
    uri = tracking_uri(project)
    if is_server(uri):
        _check_answers(uri)
    # Of several that create one store at once, all but one fail.
    with _alone(project), _alone_in_database(uri):
        client = MlflowClient(uri)
        client.search_experiments(max_results=1)
    return client


def store_errors() -> tuple[type[Exception], ...]:
    """What a store that cannot be reached, read or written to raises."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError  # MLflow lets those of opening a database through

    return StoreUnusable, MlflowException, SQLAlchemyError, OSError


def reason_of(error: Exception) -> str:
    """A store's error in one line, without the password that an address in it may hold."""
    return without_password(str(error).partition("\n")[0])


def experiment_id(client: MlflowClient, project: Project, name: str) -> str:
    """The experiment called `name`, created when missing.

    Its artifacts lie in the project; those on a tracking server lie where the server says.
    """
    from mlflow.exceptions import MlflowException

    location = (project.mlflow / "artifacts" / name).resolve().as_uri()
    with _alone(project):
        found = client.get_experiment_by_name(name)
        if found is None:
            try:
                return client.create_experiment(
                    name, artifact_location=None if is_server(client.tracking_uri) else location
                )
            except MlflowException:  # another project may have been quicker
                found = client.get_experiment_by_name(name)
                if found is None:
                    raise
        return str(found.experiment_id)


def _alone(project: Project) -> AbstractContextManager[None]:
    return locked(project.mlflow / "lock", math.inf)


def _check_answers(server: str) -> None:
    """Look first whether a tracking server is there: MLflow itself would try for minutes."""
    if status_of(f"{server.rstrip('/')}/health") is None:
        raise StoreUnusable(
            f"the MLflow server {MLFLOW_STORE.name}={without_password(server)} does not answer: "
            "start it, or unset the variable to use a store in the project"
        )


@contextmanager
def _alone_in_database(uri: str) -> Iterator[None]:
    """Hold a lock in a PostgreSQL database, so that projects on other machines wait too.

    It fails at once where the database cannot be reached, for which MLflow would try for minutes.
    """
    if not uri.startswith("postgres"):
        yield
        return
    from sqlalchemy import NullPool, create_engine, text

    try:
        engine = create_engine(uri, poolclass=NullPool)
    except ModuleNotFoundError as error:
        raise StoreUnusable(
            f"{MLFLOW_STORE.name} names a PostgreSQL database, but the driver {error.name} is not "
            "installed: pip install 'skillpath[postgres]' and let it begin with postgresql://"
        ) from error
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        yield  # given back when the connection closes
