"""Models in MLflow: a run a model with its metrics, the models themselves registered."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tasks.fingerprints import PACKAGE, fingerprint, md5
from tasks.tracking.sweep import KEY

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run

CHAMPION = "champion"
# What a served model imports besides the code of `tasks`, which goes with it.
SERVED = (
    "catboost", "mlflow", "numpy", "pandas", "pyahocorasick", "pyarrow", "pydantic", "pymorphy3",
    "pyyaml", "scipy",
)  # fmt: skip


class SavedModel(NamedTuple):
    """A model on disk, and how MLflow is to load and try it.

    Attributes
    ----------
    loader
        A module whose ``_load_pyfunc(path)`` gives an object with ``predict(frame)``.
    folder
        What is handed to it.
    example
        Columns of an input example; the signature is inferred from it and its prediction.
    """

    loader: str
    folder: Path
    example: Mapping[str, Sequence[Any]]


class ModelRun(NamedTuple):
    """What is logged of one model; `series` are metrics that have a value a step."""

    name: str
    tags: Mapping[str, str]
    parameters: Mapping[str, Any]
    metrics: Mapping[str, float]
    series: Mapping[str, Sequence[tuple[int, float]]] = {}
    artifacts: Sequence[Path] = ()
    model: SavedModel | None = None


def log_models(
    client: MlflowClient,
    experiment: str,
    runs: Sequence[ModelRun],
    registered: str | None = None,
    champion: str | None = None,
) -> None:
    """Log each run once; the same again is recognised and changes nothing.

    Parameters
    ----------
    experiment
        Id of the experiment.
    registered
        The name under which the runs' models are registered, if they are.
    champion
        Name of the run whose model gets the alias ``champion``.
    """
    for one in runs:
        key = fingerprint([one.name, dict(one.parameters), dict(one.metrics), _contents(one)])
        run = _find(client, experiment, key) or client.create_run(
            experiment, run_name=one.name, tags={**one.tags, KEY: key}
        )
        if run.info.status != "FINISHED":
            _log(client, run, one)
            if one.model and registered and not _versions(client, run, registered):
                _register(client, run, one.model, registered)
            client.set_terminated(run.info.run_id, "FINISHED")
        if one.name == champion and registered:
            _crown(client, run, registered)


def _contents(run: ModelRun) -> list[str]:
    files = list(run.artifacts)
    if run.model:
        files += sorted(path for path in run.model.folder.rglob("*") if path.is_file())
    return [md5(file) for file in files]


def _find(client: MlflowClient, experiment: str, key: str) -> Run | None:
    found = client.search_runs([experiment], f"tags.`{KEY}` = '{key}'", max_results=1)
    return found[0] if found else None


def _log(client: MlflowClient, run: Run, one: ModelRun) -> None:
    from mlflow.entities import Metric, Param

    time = run.info.start_time  # so that what a killed process has logged is not there twice
    metrics = [Metric(name, float(value), time, 0) for name, value in one.metrics.items()]
    for name, points in one.series.items():
        metrics += [Metric(name, float(value), time, step) for step, value in points]
    parameters = [Param(name, str(value)) for name, value in one.parameters.items()]
    for start in range(0, len(parameters), 100):
        client.log_batch(run.info.run_id, params=parameters[start : start + 100])
    finite = [metric for metric in metrics if math.isfinite(metric.value)]
    for start in range(0, len(finite), 1000):
        client.log_batch(run.info.run_id, metrics=finite[start : start + 1000])
    for artifact in one.artifacts:
        client.log_artifact(run.info.run_id, str(artifact))


def _register(client: MlflowClient, run: Run, model: SavedModel, name: str) -> None:
    import mlflow.pyfunc
    import pandas
    from mlflow.models import Model, infer_signature

    example = pandas.DataFrame(dict(model.example))
    loader = import_module(model.loader)
    prediction = loader._load_pyfunc(str(model.folder)).predict(example)
    with _fluent(client, run):
        logged = Model.log(
            None,
            mlflow.pyfunc,
            name="model",
            run_id=run.info.run_id,
            loader_module=model.loader,
            data_path=str(model.folder),
            signature=infer_signature(example, prediction),
            input_example=example,
            pip_requirements=[f"{name}=={version(name)}" for name in SERVED],
            code_paths=[str(PACKAGE)],
        )
        if not client.search_registered_models(f"name = '{name}'"):
            client.create_registered_model(name)
        client.create_model_version(
            name,
            logged.model_uri,
            run.info.run_id,
            model_id=logged.model_id,
            await_creation_for=0,
        )


def _crown(client: MlflowClient, run: Run, name: str) -> None:
    for number in _versions(client, run, name):
        client.set_registered_model_alias(name, CHAMPION, number)


def _versions(client: MlflowClient, run: Run, name: str) -> list[str]:
    """The version of the registered model that is this run's; none where it has none."""
    found = client.search_model_versions(f"name = '{name}' and run_id = '{run.info.run_id}'")
    return [one.version for one in found]


@contextmanager
def _fluent(client: MlflowClient, run: Run) -> Iterator[None]:
    """Logging a model has no client of its own: point MLflow's fluent side at ours meanwhile."""
    import mlflow

    names = ("MLFLOW_TRACKING_URI", "MLFLOW_DISABLE_TELEMETRY")
    environment = {name: value for name, value in os.environ.items() if name in names}
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(client.tracking_uri)  # which sets the variable too
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    try:
        with mlflow.start_run(run_id=run.info.run_id):
            yield
    finally:
        mlflow.set_tracking_uri(before)
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(environment)
