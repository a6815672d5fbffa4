"""What stands in a store: every row of it, or the history of one metric."""

from __future__ import annotations

import sqlite3
from typing import Any

from mlflow import MlflowClient
from mlflow.entities import Run

from tasks.paths import Project


def history(client: MlflowClient, run: Run, metric: str) -> list[tuple[int, float]]:
    return [(one.step, one.value) for one in client.get_metric_history(run.info.run_id, metric)]


def whole_store(project: Project) -> dict[str, list[Any]]:
    """Every row of every table."""
    with sqlite3.connect(project.mlflow / "mlflow.db") as database:
        names = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        return {
            name: sorted(database.execute(f"select * from {name}").fetchall(), key=repr)
            for (name,) in names
        }
