"""Sweeps on a real Dask cluster of two workers on this machine, one of which dies."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from made_up_work import made_up_orders
from running import Command
from small_study import (
    own_environment,
    prepare,
    processes_with,
    small_values,
    sweep_results,
    write_corpus,
    write_parameters,
)
from waiting import wait_for

from flows.server import free_port
from tasks.parameters import read_parameters
from tasks.paths import Project
from tasks.simulation.journal import read_journal

pytestmark = pytest.mark.slow


class Cluster:
    """A scheduler and its workers, each a process as people start them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        self._processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", port)]

    def _start(self, kind: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [str(Path(sys.executable).with_name("dask")), kind, "--no-dashboard", *arguments]
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=own_environment(MARKER=str(self.folder), **environment),
            )

    def start_worker(self, root: Path, *more: str) -> subprocess.Popen[bytes]:
        """A worker of one thread whose project lies under `root`; without a nanny it stays dead."""
        worker = self._start(
            *("worker", self.address, "--nthreads", "1", "--no-nanny"),
            *("--local-directory", str(self.folder), *more),
            SKILLPATH_ROOT=str(root),
        )
        self._processes.append(worker)
        return worker

    def simulations(self) -> list[int]:
        """Processes of simulations that its workers have started."""
        lines = processes_with(f"MARKER={self.folder}").items()
        return [number for number, line in lines if "tasks.simulation" in line]

    def stop(self) -> None:
        """End all of it."""
        for process in self._processes:
            process.kill()
            process.wait()
        wait_for(lambda: not processes_with(f"MARKER={self.folder}"), 15)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    one = Cluster(tmp_path / "cluster")
    yield one
    one.stop()


@pytest.fixture(scope="module")
def undisturbed(server: str, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same sweep on this machine, one simulation after the other."""
    from flows.sweep import run_sweep

    root = tmp_path_factory.mktemp("undisturbed")
    values = small_values(write_corpus(root / "own"), seeds=3, runner="sequential")
    values["corpora"]["sample"]["epochs"] = 6  # rounds long enough to be interrupted
    project = prepare(root, values)
    run_sweep(read_parameters(project.params), "sample", "tagger", project)
    return project


@pytest.fixture
def copy(undisturbed: Project, tmp_path: Path) -> Project:
    """A project like `undisturbed` before its sweep, that is to run on a cluster."""
    root = tmp_path / "project"
    shutil.copytree(undisturbed.root / "data", root / "data")
    shutil.rmtree(root / "data" / "sweeps")
    values = yaml.safe_load(undisturbed.params.read_text(encoding="utf-8"))
    values["sweep"]["runner"] = "dask"
    (root / "params.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    return Project(root)


@pytest.fixture
def sweep(command: Callable[..., Command], server: str) -> Callable[..., Command]:
    def start(project: Project, cluster: Cluster) -> Command:
        return command(
            *(project.root, "sweep", "--corpus", "sample"),
            PREFECT_API_URL=server,
            DASK_SCHEDULER_ADDRESS=cluster.address,
        )

    return start


def test_a_killed_worker_costs_nothing_and_the_results_are_those_of_one_machine(
    undisturbed: Project, copy: Project, cluster: Cluster, sweep: Callable[..., Command]
) -> None:
    victim, _ = cluster.start_worker(copy.root), cluster.start_worker(copy.root)
    running = sweep(copy, cluster)
    wait_for(lambda: len(cluster.simulations()) == 2, 120)
    victim.kill()
    status, told = running.end()
    assert status == 0, told
    assert "9 simulations done" in told
    assert sweep_results(copy) == sweep_results(undisturbed)


def test_workers_with_a_checkout_of_their_own_send_the_journals_back(
    undisturbed: Project, copy: Project, cluster: Cluster, sweep: Callable[..., Command]
) -> None:
    far = copy.root.with_name("far")
    shutil.copytree(copy.root, far)
    cluster.start_worker(far)
    status, told = sweep(copy, cluster).end()
    assert status == 0, told
    assert sweep_results(copy) == sweep_results(undisturbed)


def test_the_full_data_run_reaches_the_simulations_that_stop_by_it(
    server: str, cluster: Cluster, tmp_path: Path, sweep: Callable[..., Command]
) -> None:
    stopping = {"words": None, "full_data_share": 1e-9, "stability": None, "stable_rounds": 3}
    values = small_values(
        write_corpus(tmp_path / "own"), seeds=1, rounds=4, stopping=stopping, runner="dask"
    )
    project = prepare(tmp_path / "project", values)
    far = shutil.copytree(project.root, tmp_path / "far")
    cluster.start_worker(far)
    status, told = sweep(project, cluster).end()
    assert status == 0, told
    for strategy in ("random", "mnlp"):
        path = project.sweep("sample", "tagger") / "journals" / f"{strategy}-seed0.jsonl"
        journal = read_journal(path)
        assert journal is not None
        rules = ["full_data_share" if one.f1_valid > 0 else None for one in journal.rounds]
        assert [one.stopped for one in journal.rounds] == rules


def test_rounds_outlive_the_worker_whose_checkout_they_are_in(
    server: str, tmp_path: Path, cluster: Cluster, sweep: Callable[..., Command]
) -> None:
    from flows.sweep import run_sweep

    values = small_values(
        write_corpus(tmp_path / "own"), strategies=["random"], seeds=1, rounds=5, runner="dask"
    )
    values["sweep"]["full_data"] = False
    values["corpora"]["sample"]["epochs"] = 200  # rounds of some seconds
    project = prepare(tmp_path / "project", values)
    near, one, two = (
        Project(shutil.copytree(project.root, tmp_path / name)) for name in ("near", "one", "two")
    )
    workers = {far.root: cluster.start_worker(far.root) for far in (one, two)}
    running = sweep(project, cluster)
    wait_for(lambda: len(rounds_in(project)) >= 2, 240)
    assert running.process.poll() is None  # its journal grows while the simulation runs
    first, second = (one, two) if rounds_in(one) else (two, one)
    assert not rounds_in(second)
    workers[first.root].kill()
    status, told = running.end()
    assert status == 0, told
    kept = rounds_in(project)
    assert len(kept) == len(rounds_in(second)) == 5
    copied = sum(seconds in rounds_in(first) for seconds in kept)
    assert 2 <= copied < 5
    (log,) = second.simulations.glob("*/log.txt")
    assert log.read_text().split("\n") == [*(f"round {n} done" for n in range(copied, 5)), ""]
    wait_for(lambda: not kept_by_scheduler(cluster), 30)

    local = values | {"sweep": values["sweep"] | {"runner": "sequential"}}
    write_parameters(near.root, local)
    run_sweep(read_parameters(near.params), "sample", "tagger", near)
    assert sweep_results(project) == sweep_results(near)


def rounds_in(project: Project) -> list[str]:
    """The timings of the rounds in a project's one journal: no two computers have the same."""
    journals = [read_journal(path) for path in project.simulations.glob("*/journal.jsonl")]
    rounds = sum(len(journal.rounds) for journal in journals if journal)
    timings = [path.read_text() for path in project.simulations.glob("*/timings.jsonl")]
    return "".join(timings).splitlines()[:rounds]


def kept_by_scheduler(cluster: Cluster) -> object:
    """What is left of what workers have published."""
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        return client.get_metadata([], None)


def test_workers_that_cannot_do_the_work_are_named_before_anything_is_submitted(
    server: str, tmp_path: Path, cluster: Cluster, sweep: Callable[..., Command]
) -> None:
    from distributed import Client

    project = prepare(
        tmp_path / "project", small_values(write_corpus(tmp_path / "own"), runner="dask")
    )
    far = Project(shutil.copytree(project.root, tmp_path / "far"))
    (far.vectors("sample") / "words.txt").write_text("others\n")
    cluster.start_worker(project.root)
    cluster.start_worker(far.root, "--name", "misfit")
    with Client(cluster.address, set_as_default=False) as client:
        client.wait_for_workers(2, 120)
        known = client.scheduler_info()["workers"]
    (address,) = (key for key, one in known.items() if one["id"] == "misfit")
    status, told = sweep(project, cluster).end()
    assert status == 2, told
    assert "1 of 2 workers of the Dask cluster cannot perform this sweep, mend or stop" in told
    assert f"({address}: sample · tagger · " in told
    assert f"or run `dvc pull` in {far.root}" in told
    assert "Traceback" not in told
    assert not list(project.simulations.glob("*/journal.jsonl"))


def test_a_killed_sweep_leaves_no_simulation_running_and_the_workers_free(
    copy: Project, cluster: Cluster, sweep: Callable[..., Command]
) -> None:
    from distributed import Client

    values = yaml.safe_load(copy.params.read_text(encoding="utf-8"))
    values["sweep"] |= {"retries": 3, "retry_seconds": 600}
    copy.params.write_text(yaml.safe_dump(values), encoding="utf-8")
    cluster.start_worker(copy.root)
    running = sweep(copy, cluster)
    wait_for(cluster.simulations, 120)
    running.process.kill()
    running.process.wait()
    wait_for(lambda: not cluster.simulations(), 30)
    with Client(cluster.address, set_as_default=False) as client:
        assert client.submit(sum, [1, 2]).result(60) == 3  # its one thread waits for no retry


class _Submitted:
    """Stands in for a Prefect task: remembers what Dask was to ask for when it was submitted."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def submit(self, *_: object) -> object:
        import dask

        self.asked.append(dask.get_annotations())
        return object()


def test_gpus_are_asked_for_where_parameters_demand_them(
    server: str, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask
    from distributed import Client

    from flows.runners import make_runner

    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", cluster.address)
    (order,) = made_up_orders(tmp_path, ["random"], [0])
    task: Any = _Submitted()
    for device in ("auto", "cuda", "cuda:1"):
        values = small_values(tmp_path, runner="dask")
        values["training"]["device"] = device
        project = write_parameters(tmp_path / "project", values)
        make_runner(read_parameters(project.params)).submit(task, order, None, [])
    asked = {"resources": {"GPU": 1}}
    assert task.asked == [{}, asked, asked]
    with Client(cluster.address, set_as_default=False) as client:
        cluster.start_worker(cluster.folder)
        client.wait_for_workers(1, 120)
        with dask.annotate(**asked):
            future = client.submit(sum, [1, 2])
        offering = cluster.start_worker(cluster.folder, "--resources", "GPU=1")
        assert future.result(120) == 3
        assert offering.poll() is None
        (where,) = client.who_has([future]).values()
        resources = {
            one["id"]: one["resources"] for one in client.scheduler_info()["workers"].values()
        }
        assert [resources[address] for address in where] == [{"GPU": 1.0}]


def test_a_dask_sweep_without_a_cluster_says_what_to_start(
    server: str, copy: Project, sweep: Callable[..., Command], command: Callable[..., Command]
) -> None:
    arguments = (copy.root, "sweep", "--corpus", "sample")
    status, told = command(*arguments, PREFECT_API_URL=server).end()
    assert (status, "DASK_SCHEDULER_ADDRESS names no cluster: start one" in told) == (2, True)
    nobody = {"DASK_SCHEDULER_ADDRESS": f"tcp://127.0.0.1:{free_port()}"}
    status, told = command(*arguments, PREFECT_API_URL=server, **nobody).end()
    assert (status, "no Dask scheduler answers at" in told) == (2, True)
    assert "Traceback" not in told
