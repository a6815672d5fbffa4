"""The MLflow store of a project, created once before anything is logged."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tasks.paths import Project

if TYPE_CHECKING:
    from mlflow import MlflowClient


def tracking_uri(project: Project) -> str:
    """``MLFLOW_TRACKING_URI``, or the project's own SQLite store."""
    own = f"sqlite:///{(project.mlflow / 'mlflow.db').resolve()}"
    return os.environ.get("MLFLOW_TRACKING_URI") or own


def open_store(project: Project) -> MlflowClient:
    """A client of the project's store, which is created when it is not there yet."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    from mlflow import MlflowClient

    logging.getLogger("mlflow").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    project.mlflow.mkdir(parents=True, exist_ok=True)
    with _alone(project):  # of several that create one SQLite store at once, all but one fail
        client = MlflowClient(tracking_uri(project))
        client.search_experiments(max_results=1)
    return client


def store_errors() -> tuple[type[Exception], ...]:
    """What a store that cannot be reached, read or written to raises."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError  # MLflow lets those of opening a database through

    return MlflowException, SQLAlchemyError, OSError


def experiment_id(client: MlflowClient, project: Project, name: str) -> str:
    """The experiment called `name`, created when missing; artifacts lie in the project."""
    location = None
    if client.tracking_uri.startswith("sqlite"):
        location = (project.mlflow / "artifacts" / name).resolve().as_uri()
    with _alone(project):
        found = client.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        return str(client.create_experiment(name, artifact_location=location))


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    with (project.mlflow / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file closes
        yield
