"""Real sweeps of real simulations against a real Prefect server, as small as they get."""

from __future__ import annotations

import csv
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from running import Command
from small_study import prepare, small_values, sweep_results, write_corpus, write_parameters
from waiting import wait_for

from flows import stages
from flows.orders import make_orders
from tasks.files import read_json
from tasks.parameters import Parameters, read_parameters
from tasks.paths import Project
from tasks.simulation.choices import read_choices
from tasks.simulation.curves import COLUMNS
from tasks.simulation.journal import read_journal

pytestmark = pytest.mark.slow

NAMES = [
    f"sample · tagger · {strategy} · seed {seed}"
    for strategy in ("full", "mnlp", "random")
    for seed in (0, 1)
]


class Study(NamedTuple):
    """A project and what stands in its params.yaml."""

    project: Project
    parameters: Parameters

    def journal(self, name: str) -> Path:
        orders = make_orders(self.parameters, "sample", "tagger", self.project)
        (journal,) = (order.journal for order in orders if order.specification.name == name)
        return journal

    def results(self) -> dict[str, bytes]:
        """The files that must be the same however a sweep came about."""
        return sweep_results(self.project)


def study_in(root: Path, **sweep: Any) -> Study:
    """A project up to the stage `embed`."""
    project = prepare(root, small_values(write_corpus(root / "own"), **sweep))
    return Study(project, read_parameters(project.params))


@pytest.fixture(scope="module")
def swept(server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Any]:
    """A finished sweep and its outcome. Not to be changed: `copy_of_swept` is."""
    from flows.sweep import run_sweep

    study = study_in(tmp_path_factory.mktemp("swept"))
    return study, run_sweep(study.parameters, "sample", "tagger", study.project)


@pytest.fixture
def copy_of_swept(swept: tuple[Study, Any], tmp_path: Path) -> Study:
    study, _ = swept
    root = shutil.copytree(study.project.root, tmp_path / "project")
    return Study(Project(root), study.parameters)


@pytest.fixture
def start(command: Callable[..., Command]) -> Callable[..., Command]:
    """Starts ``skillpath sweep`` in a study's project."""

    def start_one(study: Study, **environment: str) -> Command:
        return command(study.project.root, "sweep", "--corpus", "sample", **environment)

    return start_one


def test_a_sweep_does_every_simulation_and_writes_its_folder(swept: tuple[Study, Any]) -> None:
    study, outcome = swept
    assert sorted(outcome.done) == NAMES
    assert (outcome.skipped, outcome.failed) == ([], {})
    folder = study.project.sweep("sample", "tagger")
    journals = [
        f"journals/{strategy}-seed{seed}.jsonl"
        for strategy in ("full", "mnlp", "random")
        for seed in (0, 1)
    ]
    present = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*"))
    assert present == sorted(
        ["choices.csv", "curves.csv", "timings.csv", "statistics.json", "sweep.json", *journals]
    )
    with (folder / "curves.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    keys = {(row["strategy"], row["seed"], row["round"]) for row in rows}
    rounds = {("full", seed, "0") for seed in "01"}
    rounds |= {(name, seed, n) for name in ("random", "mnlp") for seed in "01" for n in "01"}
    assert keys == rounds
    assert len(rows) == len(rounds)
    with (folder / "timings.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == len(rounds)
    choices = read_choices(folder / "choices.csv")
    chosen = [(row.strategy, row.seed, row.round) for row in choices]
    assert sorted(chosen) == [(name, seed, 0) for name in ("mnlp", "random") for seed in (0, 1)]
    metadata = read_json(folder / "sweep.json")
    assert metadata["failed"] == []
    assert (metadata["study"], metadata["vectors"]) == ("small", "random")
    assert metadata["parameters"]["sweep"]["rounds"] == 2
    assert read_json(folder / "statistics.json")["seeds"] == [0, 1]


def test_prefect_shows_each_simulation_by_name_and_the_results(swept: tuple[Study, Any]) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, FlowRunFilter, TaskRunFilter

    with get_client(sync_client=True) as client:
        named = FlowRunFilter(name={"any_": ["sample · tagger"]})
        # The server is that of other tests, too.
        for run in client.read_flow_runs(flow_run_filter=named):
            of_run = TaskRunFilter(flow_run_id={"any_": [run.id]})
            tasks = client.read_task_runs(task_run_filter=of_run)
            if sorted(task.name for task in tasks) == NAMES:
                break
        made = ArtifactFilter(flow_run_id={"any_": [run.id]})
        artifacts = {one.key: one for one in client.read_artifacts(artifact_filter=made)}
    assert sorted(task.name for task in tasks) == NAMES
    assert {task.state_name for task in tasks} == {"Completed"}
    assert run.state_name == "Completed"
    summary = artifacts["sample-tagger-summary"].data
    assert isinstance(summary, str)
    assert summary.startswith("## sample · tagger")
    table = artifacts["sample-tagger-results"].data
    assert isinstance(table, str)
    assert '"strategy": "mnlp"' in table


def test_mlflow_followed_the_sweep(swept: tuple[Study, Any]) -> None:
    from tasks.tracking.store import experiment_id, open_store

    study, _ = swept
    client = open_store(study.project)
    runs = client.search_runs([experiment_id(client, study.project, "sample")])
    kinds = sorted(run.data.tags["kind"] for run in runs)
    assert kinds == ["full data"] * 2 + ["simulation"] * 4 + ["summary"] * 2 + ["sweep"]
    assert {run.info.status for run in runs} == {"FINISHED"}
    before = {run.info.run_id: run.data.metrics for run in runs}
    stages.track(study.project)
    runs = client.search_runs([experiment_id(client, study.project, "sample")])
    assert {run.info.run_id: run.data.metrics for run in runs} == before


def test_again_only_what_is_missing_is_done_and_comes_out_the_same(
    swept: tuple[Study, Any], copy_of_swept: Study
) -> None:
    from flows.sweep import run_sweep

    study = copy_of_swept
    missing = study.journal(NAMES[3])
    missing.unlink()
    others = {path: path.stat().st_mtime_ns for path in study.project.simulations.rglob("*.*")}
    outcome = run_sweep(study.parameters, "sample", "tagger", study.project)
    assert outcome.done == [NAMES[3]]
    assert sorted(outcome.skipped) == [name for name in NAMES if name != NAMES[3]]
    touched = {path.parent for path, time in others.items() if path.stat().st_mtime_ns != time}
    assert touched == {missing.parent}
    assert study.results() == swept[0].results()

    outcome = run_sweep(study.parameters, "sample", "tagger", study.project)
    assert (outcome.done, sorted(outcome.skipped)) == ([], NAMES)
    assert study.results() == swept[0].results()


def test_simulations_that_fail_are_named_and_stop_no_other(server: str, tmp_path: Path) -> None:
    from flows.sweep import run_sweep
    from flows.workers import FlowFailed

    values = small_values(write_corpus(tmp_path / "own"), strategies=["random", "wbadge"])
    values["querying"]["wbadge"]["length_power"] = 1e6  # overflows: fails when it is used
    values["sweep"] |= {"seeds": 1, "full_data": False}
    project = write_parameters(tmp_path, values)
    parameters = read_parameters(project.params)
    stages.download(parameters, project)
    stages.normalise(parameters, project, "sample")
    stages.embed(parameters, project, "sample")
    study = Study(project, parameters)
    with pytest.raises(FlowFailed) as caught:
        run_sweep(parameters, "sample", "tagger", project)
    first, second, third = str(caught.value).splitlines()
    assert first == "1 of 2 simulations failed; run the same again to do only these:"
    assert second.startswith("  sample · tagger · wbadge · seed 0: exit status 1: ")
    assert str(study.journal("sample · tagger · wbadge · seed 0").with_name("log.txt")) in second
    folder = project.sweep("sample", "tagger")
    assert third == f"the results of the other 1 are in {folder}"
    metadata = read_json(folder / "sweep.json")
    assert metadata["failed"] == ["sample · tagger · wbadge · seed 0"]
    assert set(study.results()) == {
        "curves.csv", "statistics.json", "journals/random-seed0.jsonl",
    }  # fmt: skip

    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import TaskRunFilter
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        (run,) = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)
        tasks = client.read_task_runs(task_run_filter=TaskRunFilter(flow_run_id={"any_": [run.id]}))
    assert run.state_name == "Failed"
    states = {task.name: task.state_name for task in tasks}
    assert states == {
        "sample · tagger · random · seed 0": "Completed",
        "sample · tagger · wbadge · seed 0": "Failed",
    }


def test_a_killed_simulation_fails_alone_and_the_next_command_finishes_it(
    server: str, swept: tuple[Study, Any], copy_of_swept: Study, start: Callable[..., Command]
) -> None:
    study, victim = copy_of_swept, "sample · tagger · mnlp · seed 1"
    journal = study.journal(victim)
    for name in (victim, "sample · tagger · random · seed 0"):
        study.journal(name).unlink()
    command = start(study, PREFECT_API_URL=server)
    subprocess.run(["kill", "-9", str(command.descendant(journal.parent.name))], check=True)
    status, told = command.end()
    assert status == 1
    assert "skillpath sweep: 1 of 6 simulations failed; run the same again to do only thes" in told
    assert f"  {victim}: killed by signal 9: " in told
    assert "Traceback" not in told
    metadata = read_json(study.project.sweep("sample", "tagger") / "sweep.json")
    assert metadata["failed"] == [victim]

    status, told = start(study, PREFECT_API_URL=server).end()
    assert status == 0
    assert "sample · tagger: 1 simulations done, 5 were done before" in told
    assert study.results() == swept[0].results()


def test_with_retries_a_killed_simulation_resumes_by_itself(
    server: str, swept: tuple[Study, Any], copy_of_swept: Study, start: Callable[..., Command]
) -> None:
    study = copy_of_swept
    values = small_values(study.project.root / "own", retries=1)
    values["corpora"]["sample"]["path"] = str(swept[0].project.root / "own")
    write_parameters(study.project.root, values)
    journal = study.journal("sample · tagger · random · seed 1")
    header, first, _ = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text(header + first[:30], encoding="utf-8")  # killed in the middle of a line
    command = start(study, PREFECT_API_URL=server)
    subprocess.run(["kill", "-9", str(command.descendant(journal.parent.name))], check=True)
    status, told = command.end()
    assert status == 0, told
    assert "sample · tagger: 1 simulations done, 5 were done before" in told
    assert study.results() == swept[0].results()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_says_so_and_leaves_nothing_running(
    ending: signal.Signals,
    server: str,
    swept: tuple[Study, Any],
    copy_of_swept: Study,
    start: Callable[..., Command],
) -> None:
    study = copy_of_swept
    values = small_values(study.project.root / "own", seeds=40)  # more than it will get to
    values["corpora"]["sample"]["path"] = str(swept[0].project.root / "own")
    parameters = read_parameters(write_parameters(study.project.root, values).params)
    orders = make_orders(parameters, "sample", "tagger", study.project)
    journals = [order.journal for order in orders]
    command = start(study, PREFECT_API_URL=server)
    command.descendant("tasks.simulation")
    command.process.send_signal(ending)
    status, told = command.end()
    assert status == 130, told
    assert "skillpath sweep: stopped; what was finished is kept, and the same command goes" in told
    assert "Traceback" not in told
    wait_for(lambda: not command.descendants(), 10)
    assert not all(journal.exists() for journal in journals)


def test_after_a_kill_of_everything_nothing_survives_and_the_next_command_finishes(
    server: str, swept: tuple[Study, Any], tmp_path: Path, start: Callable[..., Command]
) -> None:
    study = study_in(tmp_path)
    command = start(study)  # with a Prefect server of its own
    journals = [study.journal(name) for name in NAMES]

    def rounds() -> int:
        return sum(path.read_bytes().count(b"\n") > 1 for path in journals if path.exists())

    wait_for(rounds, 120)
    lines = command.descendants().values()
    assert any("prefect.server" in line for line in lines)
    assert any("tasks.simulation" in line for line in lines)
    command.process.kill()
    command.process.wait()
    wait_for(lambda: not command.descendants(), 15)
    assert not study.project.sweep("sample", "tagger").exists()
    done = {path: path.read_bytes() for path in journals if path.exists()}
    assert done

    status, told = start(study, PREFECT_API_URL=server).end()
    assert status == 0, told
    assert all(path.read_bytes().startswith(before) for path, before in done.items())
    assert study.results() == swept[0].results()


def test_a_damaged_mlflow_store_does_not_stop_a_sweep(
    server: str, swept: tuple[Study, Any], copy_of_swept: Study, start: Callable[..., Command]
) -> None:
    study = copy_of_swept
    (study.project.mlflow / "mlflow.db").write_bytes(b"this is no database, not a bit of one" * 99)
    study.journal(NAMES[5]).unlink()
    status, told = start(study, PREFECT_API_URL=server).end()
    assert status == 0, told
    assert told.count("MLflow cannot be written to") <= 1  # not if the sweep ends before it is seen
    assert "of 6 simulations and the summary of this sweep: run `skillpath track` when" in told
    assert "Traceback" not in told
    assert study.results() == swept[0].results()


def test_simulations_stop_by_the_full_data_run_of_the_same_sweep(
    server: str, tmp_path: Path
) -> None:
    from flows.sweep import run_sweep

    stopping = {"words": None, "full_data_share": 1e-9, "stability": None, "stable_rounds": 3}
    study = study_in(tmp_path, stopping=stopping, strategies=["random", "per_word(lc)"])
    outcome = run_sweep(study.parameters, "sample", "tagger", study.project)
    assert outcome.failed == {}
    folder = study.project.sweep("sample", "tagger")
    for strategy in ("random", "per_word(lc)"):
        for seed in (0, 1):
            journal = read_journal(folder / "journals" / f"{strategy}-seed{seed}.jsonl")
            assert journal is not None
            rules = ["full_data_share" if one.f1_valid > 0 else None for one in journal.rounds]
            assert [one.stopped for one in journal.rounds] == rules
            assert journal.over
    again = run_sweep(study.parameters, "sample", "tagger", study.project)
    assert len(again.skipped) == 6
