"""Models in a real MLflow store: what stands there, loads back, and survives a kill."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

import mlflow
import numpy as np
import pandas
import pytest
from mlflow import MlflowClient
from mlflow.entities import Run
from stored import history, whole_store

from tasks.files import write_json, write_text
from tasks.paths import Project
from tasks.topics.inference import LdaInference
from tasks.topics.model import TopicModel, save_model
from tasks.tracking import adviser
from tasks.tracking.adviser import log_part, topic_runs
from tasks.tracking.models import ModelRun, SavedModel, log_models
from tasks.tracking.store import experiment_id, open_store

NAME = "made-up"
LOADER = "tasks.tracking.serving.topics"
TERMS = ("python", "sql", "figma", "ui")


@pytest.fixture(autouse=True)
def _own_state() -> Iterator[None]:
    """No server of another's; environment and MLflow's global state given back."""
    with patch.dict("os.environ"):
        os.environ.pop("MLFLOW_TRACKING_URI", None)
        before = mlflow.get_tracking_uri()
        yield
        mlflow.set_tracking_uri(before)  # which sets the variable too


def save_topics(folder: Path, order: Sequence[int] = (0, 1)) -> Path:
    """A topic model of two trades; `order` numbers them."""
    trades = np.array([[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]])[list(order)]
    inference = LdaInference(np.full(2, 0.1), np.maximum(trades.T, 1e-9))
    save_model(TopicModel("lda", TERMS, trades, np.ones(4), inference), folder)
    return folder


def made_up_run(root: Path, name: str = "first", order: Sequence[int] = (0, 1)) -> ModelRun:
    folder = save_topics(root / name, order)
    table = root / f"{name}.csv"
    write_text(table, "a,b\n")
    return ModelRun(
        name,
        {"kind": "kept", "study": "made up"},
        {"topics": 2, "preset": "own"} | {f"option {number}": number for number in range(150)},
        {"quality": 0.25, "lost": math.nan, "endless": math.inf},
        {"quality_by_topics": [(2, 0.25), (8, 0.5), (16, 0.125), (32, math.nan)]},
        [table],
        SavedModel(LOADER, folder, {"skills": ["python, sql"]}),
    )


def log(project: Project, runs: Sequence[ModelRun], champion: str | None = None) -> MlflowClient:
    client = open_store(project)
    log_models(client, experiment_id(client, project, "made-up"), runs, NAME, champion)
    return client


def runs_of(client: MlflowClient) -> dict[str, Run]:
    experiment = client.get_experiment_by_name("made-up")
    assert experiment is not None
    return {run.info.run_name: run for run in client.search_runs([experiment.experiment_id])}


def versions(client: MlflowClient) -> dict[str, list[str]]:
    """The versions of the registered model by the name of their run."""
    found: dict[str, list[str]] = {name: [] for name in runs_of(client)}
    names = {run.info.run_id: name for name, run in runs_of(client).items()}
    for version in client.search_model_versions(f"name = '{NAME}'"):
        found[names[version.run_id]].append(str(version.version))
    return found


def champion(client: MlflowClient) -> str:
    """The run whose model has the alias."""
    run = client.get_run(client.get_model_version_by_alias(NAME, "champion").run_id)
    return str(run.info.run_name)


def trades(client: MlflowClient, uri: str) -> list[int]:
    """The most probable topics of two résumés, by a model that is loaded back."""
    mlflow.set_tracking_uri(client.tracking_uri)
    model = mlflow.pyfunc.load_model(uri)
    table = pandas.DataFrame({"skills": ["sql, python, unheard of", "ui"]})
    shares = model.predict(table)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    return list(shares.argmax(axis=1))


def check_whole(client: MlflowClient, run: Run, given: ModelRun) -> None:
    """Everything of `given` stands on its run, once."""
    assert run.info.status == "FINISHED"
    assert run.data.tags.items() >= dict(given.tags).items()
    assert run.data.params == {name: str(value) for name, value in given.parameters.items()}
    assert run.data.metrics.keys() == {"quality", "quality_by_topics"}
    assert history(client, run, "quality") == [(0, 0.25)]
    assert history(client, run, "quality_by_topics") == [(2, 0.25), (8, 0.5), (16, 0.125)]
    assert [file.path for file in client.list_artifacts(run.info.run_id)] == [f"{given.name}.csv"]


def state_of_process() -> tuple[dict[str, str], str]:
    """The environment without what MLflow notes there for itself; and where it would log to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("_MLFLOW_")}
    return kept, mlflow.get_tracking_uri()


def test_a_run_has_everything_and_its_model_loads_back(project: Project, tmp_path: Path) -> None:
    given = made_up_run(tmp_path)
    client = log(project, [given], "first")
    (run,) = runs_of(client).values()
    check_whole(client, run, given)
    copied = Path(run.info.artifact_uri.removeprefix("file://"))
    assert copied.is_relative_to(project.mlflow)

    version = client.get_model_version_by_alias(NAME, "champion")
    assert (str(version.version), version.run_id) == ("1", run.info.run_id)
    assert trades(client, f"models:/{NAME}@champion") == [0, 1]
    loaded = mlflow.pyfunc.load_model(f"models:/{NAME}@champion")
    assert loaded.metadata.signature.inputs.input_names() == ["skills"]
    assert loaded.metadata.signature.outputs is not None
    example = loaded.input_example
    assert example is not None
    assert example.to_dict("list") == {"skills": ["python, sql"]}
    endings = {path.suffix for path in project.mlflow.rglob("*") if path.is_file()}
    assert {".npz", ".json"} <= endings
    assert not endings & {".pkl", ".pickle", ".joblib", ".pt", ".pth"}  # all of which run code


def test_a_model_brings_its_code_along(project: Project, tmp_path: Path) -> None:
    client = log(project, [made_up_run(tmp_path)], "first")
    script = f"""
import importlib.util, sys
sys.meta_path = [one for one in sys.meta_path if "editable" not in repr(one).lower()]
assert importlib.util.find_spec("tasks") is None
import mlflow, pandas
mlflow.set_tracking_uri({client.tracking_uri!r})
model = mlflow.pyfunc.load_model("models:/{NAME}@champion")
print(model.predict(pandas.DataFrame({{"skills": ["ui"]}})).argmax())
"""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        capture_output=True, text=True, check=False, cwd=tmp_path, env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


def test_the_same_again_changes_not_a_row(project: Project, tmp_path: Path) -> None:
    runs = [made_up_run(tmp_path), made_up_run(tmp_path, "second", (1, 0))]
    log(project, runs, "second")
    before = whole_store(project)
    assert (len(before["runs"]), len(before["model_versions"])) == (2, 2)
    client = log(project, runs, "second")
    assert whole_store(project) == before
    assert (champion(client), trades(client, f"models:/{NAME}@champion")) == ("second", [1, 0])


def test_the_alias_moves_to_what_is_better_now(project: Project, tmp_path: Path) -> None:
    first, second = made_up_run(tmp_path), made_up_run(tmp_path, "second", (1, 0))
    client = log(project, [first], "first")
    log(project, [first, second], "second")
    assert champion(client) == "second"
    assert versions(client) == {"first": ["1"], "second": ["2"]}
    log(project, [first, second], "first")
    assert champion(client) == "first"
    assert versions(client) == {"first": ["1"], "second": ["2"]}


@pytest.mark.parametrize(
    "change",
    [{"metrics": {"quality": 0.5}}, {"parameters": {"topics": 3}}, {"name": "other"}, "csv", "npz"],
)
def test_whatever_is_another_result_is_another_run(
    change: dict[str, Any] | str, project: Project, tmp_path: Path
) -> None:
    run = made_up_run(tmp_path)._replace(parameters={"topics": 2})
    client = open_store(project)
    experiment = experiment_id(client, project, "made-up")
    log_models(client, experiment, [run])
    if isinstance(change, dict):
        run = run._replace(**change)
    elif change == "csv":
        write_text(tmp_path / "first.csv", "a,c\n")
    else:
        save_topics(tmp_path / "first", (1, 0))
    log_models(client, experiment, [run])
    assert len(client.search_runs([experiment])) == 2
    assert client.search_registered_models() == []  # nobody asked for it


def test_a_run_without_a_model_is_no_version(project: Project, tmp_path: Path) -> None:
    bare = made_up_run(tmp_path)._replace(model=None)
    client = log(project, [bare], "first")
    assert client.search_registered_models() == []
    check_whole(client, runs_of(client)["first"], bare)


@pytest.mark.parametrize("elsewhere", [None, "http://127.0.0.1:9"])
def test_what_mlflow_keeps_for_the_process_is_restored(
    elsewhere: str | None, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_store(project)
    experiment = experiment_id(client, project, "made-up")
    monkeypatch.delenv("MLFLOW_DISABLE_TELEMETRY")
    if elsewhere:
        mlflow.set_tracking_uri(elsewhere)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:8")
    before = state_of_process()
    log_models(client, experiment, [made_up_run(tmp_path)], NAME)
    assert state_of_process() == before
    assert mlflow.active_run() is None
    assert versions(client) == {"first": ["1"]}


def test_an_error_restores_too_and_the_next_call_completes(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError("disk full")

    before = state_of_process()
    given = made_up_run(tmp_path)
    with monkeypatch.context() as failing:
        failing.setattr(MlflowClient, "create_model_version", fail)
        with pytest.raises(OSError, match="disk full"):
            log(project, [given], "first")
    assert state_of_process() == before
    client = log(project, [given], "first")
    check_whole(client, runs_of(client)["first"], given)
    assert versions(client) == {"first": ["1"]}
    assert champion(client) == "first"


KILLED = """
import json, os, signal, sys
from pathlib import Path
from mlflow import MlflowClient
from tasks.paths import Project
from tasks.tracking.models import ModelRun, SavedModel, log_models
from tasks.tracking.store import experiment_id, open_store

root, place, nth, values = sys.argv[1:]
left, whole = int(nth), getattr(MlflowClient, place)

def die(*arguments, **options):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*arguments, **options)

setattr(MlflowClient, place, die)
run = ModelRun(**json.loads(values))
loader, folder, example = run.model
artifacts = [Path(file) for file in run.artifacts]
run = run._replace(model=SavedModel(loader, Path(folder), example), artifacts=artifacts)
project = Project(Path(root))
client = open_store(project)
log_models(client, experiment_id(client, project, "made-up"), [run], "made-up", "first")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "nth"),
    [
        ("log_batch", 1),
        ("log_batch", 3),
        ("log_artifact", 1),
        ("create_registered_model", 1),
        ("create_model_version", 1),
        ("set_terminated", 1),
        ("set_registered_model_alias", 1),
    ],
)
def test_what_a_kill_cut_off_is_completed(
    place: str, nth: int, project: Project, tmp_path: Path
) -> None:
    given = made_up_run(tmp_path)
    values = json.dumps(given._asdict(), default=str)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), place, str(nth), values],
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == -signal.SIGKILL
    client = open_store(project)
    (left,) = runs_of(client).values()
    client = log(project, [given], "first")
    (run,) = runs_of(client).values()
    assert run.info.run_id == left.info.run_id
    check_whole(client, run, given)
    assert versions(client) == {"first": ["1"]}
    assert champion(client) == "first"


def write_topics(project: Project, npmi: dict[str, float]) -> None:
    """What the topics flow leaves of two models."""
    shared = {"preset": "own", "text": "skills", "seed": 0, "c_v": 0.5, "diversity": 0.8}

    def measures(name: str, number: int, **more: Any) -> dict[str, Any]:
        own = {"model": name, "kind": name, "topics": number, "npmi": npmi[name]}
        return own | shared | {"perplexity": None} | more

    for name in npmi:
        save_topics(project.topics / name)
        write_text(project.topics / name / "keywords.csv", "topic,keyword\n")
    curve = [{"topics": 2, "quality": 0.25, "standard_error": 0.0, "seeds": 1}]
    write_json(
        project.topics / "topics.json",
        {
            "study": "made up",
            "sweep": [measures(name, 2, perplexity=90.5) for name in npmi],
            "chosen": {name: {"topics": 2, "curve": curve} for name in npmi},
            "stability": {"lda": {"similarity": 0.75, "seeds": [0, 1]}},
            "kept": {name: measures(name, 2) for name in npmi},
        },
    )


def test_topics_become_a_run_a_model_and_the_best_kept_one_is_champion(project: Project) -> None:
    write_topics(project, {"lda": 0.5, "nmf": 0.25})
    logged = topic_runs(project)
    assert logged is not None
    assert logged.champion == "lda"
    runs = {run.name: run for run in logged.runs}
    assert list(runs) == [
        "lda · 2 topics · seed 0", "nmf · 2 topics · seed 0", "lda", "nmf",
    ]  # fmt: skip
    swept, kept = runs["lda · 2 topics · seed 0"], runs["lda"]
    assert (swept.tags, kept.tags) == (
        {"kind": "sweep", "study": "made up"},
        {"kind": "kept", "study": "made up"},
    )
    scalars = {"npmi": 0.5, "c_v": 0.5, "diversity": 0.8, "quality": 0.4}
    assert swept.metrics == pytest.approx({**scalars, "perplexity": 90.5})
    assert kept.metrics == pytest.approx({**scalars, "stability_similarity": 0.75})
    assert kept.series == {"quality_by_topics": [(2, 0.25)]}
    assert [run.model is None for run in logged.runs] == [True, True, False, False]


def test_other_results_move_the_champion(project: Project) -> None:
    for better, npmi in (("lda", {"lda": 0.5, "nmf": 0.25}), ("nmf", {"lda": 0.5, "nmf": 0.75})):
        write_topics(project, npmi)
        log_part(project, "topics")
        client = open_store(project)
        found = client.get_model_version_by_alias("skillpath-topics", "champion")
        assert client.get_run(found.run_id).info.run_name == better


def test_a_study_without_vacancies_logs_nothing(project: Project) -> None:
    for part in adviser.READERS:
        getattr(project, part).mkdir(parents=True)
        log_part(project, part)
    client = open_store(project)
    assert {one.name for one in client.search_experiments()} == {"Default"}
