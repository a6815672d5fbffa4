"""A real MLflow store for every test; it is created once and copied, because that takes long."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tasks.paths import Project
from tasks.tracking.store import open_store

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"  # before a test module imports MLflow


class StoreMaker(Protocol):
    """Gives a project an empty store of its own."""

    def __call__(self, root: Path) -> Project: ...


@pytest.fixture(scope="session")
def make_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreMaker]:
    """Makes projects with an empty store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        created = Project(tmp_path_factory.mktemp("empty-store"))
        open_store(created)

        def make(root: Path) -> Project:
            project = Project(root)
            project.mlflow.mkdir(parents=True)
            shutil.copyfile(created.mlflow / "mlflow.db", project.mlflow / "mlflow.db")
            return project

        yield make


@pytest.fixture
def project(make_store: StoreMaker, tmp_path: Path) -> Project:
    """A project with an empty store of its own."""
    return make_store(tmp_path)
