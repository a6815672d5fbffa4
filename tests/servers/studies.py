"""Studies as small as they get, and what they leave: files, runs in MLflow, passwords."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from small_study import prepare, small_values, write_corpus

from flows import stages
from tasks.paths import Project
from tasks.topics.inference import LdaInference
from tasks.topics.model import TopicModel, save_model
from tasks.tracking.models import ModelRun, SavedModel, log_models
from tasks.tracking.store import experiment_id, open_store

NAMES = ["sample · tagger · mnlp · seed 0", "sample · tagger · random · seed 0"]


def small_study(root: Path, sentences: int = 60) -> Project:
    """A project of two simulations, up to the stage `embed`."""
    own = write_corpus(root / "own", (sentences, 10, 10))
    return prepare(root, small_values(own, seeds=1, full_data=False), stores=False)


def runs_in(project: Project, environment: Mapping[str, str]) -> dict[str, Any]:
    """All runs of the store that an environment names, by their id, with their files."""
    with patch.dict("os.environ", environment):
        client = open_store(project)
        ids = [one.experiment_id for one in client.search_experiments()]
        return {
            run.info.run_id: {
                "name": run.info.run_name,
                "status": run.info.status,
                "tags": run.data.tags,
                "parameters": run.data.params,
                "metrics": run.data.metrics,
                "files": [file.path for file in client.list_artifacts(run.info.run_id)],
            }
            for run in client.search_runs(ids)
        }


def shown(runs: Mapping[str, Any]) -> list[str]:
    """What people see of runs, as JSON, which is the same in every store: no ids, no seconds."""

    def kept(values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: value
            for name, value in values.items()
            if not name.startswith("mlflow.") and not name.endswith("_seconds")
        }

    return sorted(
        json.dumps(
            {**one, "tags": kept(one["tags"]), "metrics": kept(one["metrics"])}, sort_keys=True
        )
        for one in runs.values()
    )


def track(project: Project, environment: Mapping[str, str]) -> str:
    """What ``skillpath track`` says, run in this process."""
    with patch.dict("os.environ", environment):
        return stages.track(project)


def log_model(project: Project, environment: Mapping[str, str]) -> Any:
    """Register a topic model of two trades; return the version that is the champion."""
    trades = np.array([[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]])
    inference = LdaInference(np.full(2, 0.1), np.maximum(trades.T, 1e-9))
    folder = project.root / "model"
    terms = ("python", "sql", "figma", "ui")
    save_model(TopicModel("lda", terms, trades, np.ones(4), inference), folder)
    saved = SavedModel("tasks.tracking.serving.topics", folder, {"skills": ["python, sql"]})
    run = ModelRun("trades", {"kind": "kept"}, {"topics": 2}, {"quality": 0.25}, model=saved)
    with patch.dict("os.environ", environment):
        client = open_store(project)
        experiment = experiment_id(client, project, "models")
        log_models(client, experiment, [run], "trades", "trades")
        log_models(client, experiment, [run], "trades", "trades")
        return client.get_model_version_by_alias("trades", "champion")


def files_with(root: Path, *secrets: str) -> list[str]:
    """Files below a folder that hold one of the secrets."""
    return [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*"))
        if path.is_file() and any(secret.encode() in path.read_bytes() for secret in secrets)
    ]
