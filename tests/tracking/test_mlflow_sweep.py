"""A sweep in a real MLflow store: what stands there, and that logging again changes nothing."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from made_up_work import METADATA, TRAIN_WORDS, do_rounds, made_up_orders, made_up_round
from mlflow import MlflowClient
from mlflow.entities import Run
from stored import history, whole_store

from tasks.files import write_text
from tasks.paths import Project
from tasks.simulation.journal import Journal, read_journal, restore_journal
from tasks.simulation.process import WorkOrder
from tasks.simulation.results import SweepResults, collect, simulation_files
from tasks.simulation.specification import FULL_DATA
from tasks.tracking.store import experiment_id, open_store
from tasks.tracking.sweep import KEY, PARENT, SweepTracker, open_tracker, shared_header

Runs = dict[tuple[str, str], Run]


def results_of(orders: Sequence[WorkOrder], failed: Sequence[str] = ()) -> SweepResults:
    return collect(orders, {**METADATA, "failed": list(failed)})


def new_tracker(project: Project, orders: Sequence[WorkOrder]) -> SweepTracker:
    client = open_store(project)
    metadata = {**METADATA, "train_words": TRAIN_WORDS, "vectors": "random"}
    headers = [order.header for order in orders]
    return open_tracker(client, experiment_id(client, project, "sample"), headers, metadata)


def log_sweep(
    project: Project, orders: Sequence[WorkOrder], artifacts: Sequence[Path] = ()
) -> SweepResults:
    results = results_of(orders)
    new_tracker(project, orders).log_results(results, artifacts)
    return results


def all_runs(project: Project) -> list[Run]:
    client = open_store(project)
    return list(client.search_runs([experiment_id(client, project, "sample")], max_results=1000))


def runs_of(project: Project) -> Runs:
    """Runs by what they stand for: (kind or strategy, seed)."""
    named = {}
    for run in all_runs(project):
        tags = run.data.tags
        named[tags.get("strategy", tags["kind"]), tags.get("seed", "")] = run
    return named


def areas_of(results: SweepResults, strategy: str) -> dict[str, float]:
    runs = results.statistics["strategies"][strategy]["runs"]
    return {seed: scalars["alc"] for seed, scalars in runs.items()}


def meaning_of_store(project: Project) -> list[Any]:
    """What a person sees of all runs, without ids and the time of day."""
    client = open_store(project)
    by_id = {run.info.run_id: run.data.tags[KEY] for run in all_runs(project)}
    meaning = []
    for run in all_runs(project):
        tags = {**run.data.tags, PARENT: by_id.get(run.data.tags.get(PARENT, ""))}
        metrics = {name: history(client, run, name) for name in run.data.metrics}
        data = sorted((one.dataset.name, one.dataset.digest) for one in run.inputs.dataset_inputs)
        files = sorted(file.path for file in client.list_artifacts(run.info.run_id))
        status = run.info.status
        meaning.append([run.info.run_name, status, tags, run.data.params, metrics, data, files])
    return sorted(meaning, key=repr)


class Logged(NamedTuple):
    """A store that holds a finished sweep; tests that use it only read."""

    project: Project
    orders: list[WorkOrder]
    results: SweepResults
    client: MlflowClient
    runs: Runs


@pytest.fixture(scope="module")
def logged(make_store: Callable[[Path], Project], tmp_path_factory: Any) -> Logged:
    root = tmp_path_factory.mktemp("logged")
    project, orders = make_store(root), made_up_orders(root)
    for order in orders:
        do_rounds(order)
    table = root / "curves.csv"
    write_text(table, "a,b\n")
    results = log_sweep(project, orders, [table])
    return Logged(project, orders, results, open_store(project), runs_of(project))


@pytest.fixture
def orders(tmp_path: Path) -> list[WorkOrder]:
    return made_up_orders(tmp_path)


@pytest.fixture
def finished(orders: list[WorkOrder]) -> list[WorkOrder]:
    for order in orders:
        do_rounds(order)
    return orders


def test_a_sweep_is_a_parent_and_its_simulations_and_summaries_are_children(
    logged: Logged,
) -> None:
    runs = dict(logged.runs)
    seeds = [(strategy, str(seed)) for strategy in ("full", "random", "wbadge") for seed in (0, 1)]
    assert sorted(runs) == sorted([*seeds, ("random", "mean"), ("wbadge", "mean"), ("sweep", "")])
    parent = runs.pop(("sweep", ""))
    assert parent.info.run_name == "sample · tagger · sweep"
    assert {run.data.tags[PARENT] for run in runs.values()} == {parent.info.run_id}
    assert {run.info.status for run in (parent, *runs.values())} == {"FINISHED"}
    names = {key: run.info.run_name for key, run in runs.items()}
    assert names["wbadge", "1"] == "wbadge · seed 1"
    assert names["wbadge", "mean"] == "wbadge · mean of 2 seeds"
    kinds = {key: run.data.tags["kind"] for key, run in runs.items()}
    assert kinds["full", "0"] == "full data"
    assert kinds["random", "0"] == "simulation"
    assert kinds["random", "mean"] == "summary"


def test_every_run_carries_tags_parameters_and_the_hashes_of_its_data(logged: Logged) -> None:
    for (strategy, seed), run in logged.runs.items():
        tags = run.data.tags
        assert tags["architecture"] == "tagger"
        assert (tags["study"], tags["vectors"]) == ("made-up", "random")
        assert tags["commit"] == METADATA["commit"]
        if strategy != "sweep":
            assert (tags["strategy"], tags["seed"]) == (strategy, seed)
        parameters = run.data.params
        assert parameters["corpus"] == "sample"
        assert parameters["training.epochs"] == "1"
        if seed.isdigit():
            assert (parameters["strategy"], parameters["seed"]) == (strategy, seed)
            assert parameters["rounds"] == ("1" if strategy == FULL_DATA else "4")
        for split in ("train", "valid", "test"):
            md5 = hashlib.md5(f"{split}\tO\n".encode()).hexdigest()
            name = f"sample/{split}.conll"
            assert parameters[f"data_md5.{name}"] == md5
            (found,) = (one for one in run.inputs.dataset_inputs if one.dataset.name == name)
            assert found.dataset.digest == md5
            assert {tag.key: tag.value for tag in found.tags} == {"mlflow.data.context": split}
        assert len(run.inputs.dataset_inputs) == 6  # three splits, three files of vectors


def test_rounds_are_metrics_over_the_words_really_annotated(logged: Logged) -> None:
    client, runs = logged.client, logged.runs
    for order in logged.orders:
        simulation = order.specification
        run = runs[simulation.strategy, str(simulation.seed)]
        rounds = [made_up_round(simulation, number) for number in range(simulation.rounds)]
        expected = [(one.words, one.f1) for one in rounds]
        assert history(client, run, "f1") == expected
        for name in ("precision", "recall", "f1_valid", "sentences"):
            assert history(client, run, name) == [(one.words, getattr(one, name)) for one in rounds]
        assert history(client, run, "words_fraction") == [
            (one.words, one.words / TRAIN_WORDS) for one in rounds
        ]
        assert history(client, run, "train_seconds") == [
            (one.words, 1.5 + one.round) for one in rounds
        ]
    mean = history(client, runs["wbadge", "mean"], "f1")
    assert mean == [(104, 40.5), (206, 60.5), (310, 80.5), (412, 100.5)]
    error = history(client, runs["wbadge", "mean"], "f1_stderr")
    assert error == [(words, 0.5) for words, _ in mean]  # seeds differ by 1


def test_a_wrapped_strategys_name_becomes_one_that_mlflow_allows(
    make_store: Callable[[Path], Project], tmp_path: Path
) -> None:
    project, orders = make_store(tmp_path), made_up_orders(tmp_path, ["per_word(lc)"])
    for order in orders:
        do_rounds(order)
    log_sweep(project, orders)
    assert "alc_per_word.lc" in runs_of(project)["sweep", ""].data.metrics


def test_a_simulation_that_a_rule_stopped_is_finished(
    make_store: Callable[[Path], Project], tmp_path: Path
) -> None:
    project, orders = make_store(tmp_path), made_up_orders(tmp_path, ["random", "full"], [0])
    do_rounds(orders[0], 2)
    do_rounds(orders[1])
    journal = read_journal(orders[0].journal)
    assert journal is not None
    stopped = replace(journal.rounds[1], stopped="stability")
    restore_journal(orders[0].journal, journal.header, Journal({}, (journal.rounds[0], stopped)))
    log_sweep(project, orders)
    assert runs_of(project)["random", "0"].info.status == "FINISHED"


def test_scalars_stand_on_every_run_so_that_strategies_can_be_compared(logged: Logged) -> None:
    runs = logged.runs
    for strategy, values in logged.results.statistics["strategies"].items():
        for seed, scalars in values["runs"].items():
            metrics = runs[strategy, seed].data.metrics
            known = {name: value for name, value in scalars.items() if value is not None}
            assert {name: metrics[name] for name in known} == known
            assert scalars.keys() - known.keys() == scalars.keys() - metrics.keys()
        summary = runs[strategy, "mean"].data.metrics
        assert summary["alc"] == values["alc"]["mean"]
        assert summary["alc_stderr"] == values["alc"]["stderr"]
        assert summary["deficiency"] == values["deficiency"]["mean"]
        assert runs["sweep", ""].data.metrics[f"alc_{strategy}"] == values["alc"]["mean"]
    assert "words_to_95" in runs["wbadge", "0"].data.metrics
    assert "words_to_95" in runs["wbadge", "mean"].data.metrics
    assert "words_to_95" not in runs["random", "0"].data.metrics  # it never got there
    assert "words_to_95" not in runs["random", "mean"].data.metrics


def test_artifacts_are_the_journals_and_the_tables(logged: Logged) -> None:
    parent = logged.runs["sweep", ""].info
    assert [file.path for file in logged.client.list_artifacts(parent.run_id)] == ["curves.csv"]
    for order in logged.orders:
        run = logged.runs[order.specification.strategy, str(order.specification.seed)]
        copied = Path(run.info.artifact_uri.removeprefix("file://")) / "journal.jsonl"
        assert copied.read_bytes() == order.journal.read_bytes()
        assert copied.is_relative_to(logged.project.mlflow)


def test_the_same_results_again_change_not_a_row(
    project: Project, finished: list[WorkOrder]
) -> None:
    log_sweep(project, finished)
    before = whole_store(project)
    assert len(before["runs"]) == 9
    assert before["metrics"]
    assert before["params"]
    assert before["tags"]
    assert before["inputs"]
    log_sweep(project, finished)
    for order in finished:
        files = simulation_files(order)
        assert files is not None
        new_tracker(project, finished).log_simulation(files)
    assert whole_store(project) == before


def test_round_by_round_comes_to_the_same_as_all_at_once(
    project: Project, make_store: Callable[[Path], Project], tmp_path: Path
) -> None:
    orders = made_up_orders(tmp_path)
    tracker = new_tracker(project, orders)
    for upto in (0, 2, 2, 3, 4):
        if upto == 3:
            tracker = new_tracker(project, orders)  # as after a kill
        for order in orders:
            do_rounds(order, min(upto, order.specification.rounds))
            files = simulation_files(order)
            assert (files is None) == (upto == 0)
            if files is not None:
                tracker.log_simulation(files)
        statuses = {run.info.status for run in all_runs(project)}
        assert ("FINISHED" in statuses) == (upto >= 2)  # the full-data runs have but one round
    log_sweep(project, orders)
    at_once = make_store(tmp_path / "at-once")
    log_sweep(at_once, orders)
    assert meaning_of_store(project) == meaning_of_store(at_once)


def test_rounds_without_new_words_come_to_the_same_too(
    project: Project, make_store: Callable[[Path], Project], tmp_path: Path
) -> None:
    orders = made_up_orders(tmp_path, ["random"], [0], rounds=3)
    for upto in (1, 2, 3):
        do_rounds(orders[0], upto, words=500, sentences=50)  # the pool is exhausted
        files = simulation_files(orders[0])
        assert files is not None
        new_tracker(project, orders).log_simulation(files)
    at_once = make_store(tmp_path / "at-once")
    new_tracker(at_once, orders).log_simulation(files)
    assert meaning_of_store(project) == meaning_of_store(at_once)


def test_a_run_that_was_cut_off_while_it_was_created_is_completed(
    project: Project, orders: list[WorkOrder]
) -> None:
    do_rounds(orders[0])
    files = simulation_files(orders[0])
    assert files is not None
    new_tracker(project, orders).log_simulation(files)
    complete = meaning_of_store(project)
    with sqlite3.connect(project.mlflow / "mlflow.db") as database:
        database.execute("delete from params")
    assert meaning_of_store(project) != complete
    new_tracker(project, orders).log_simulation(files)
    assert meaning_of_store(project) == complete


def test_an_extended_sweep_goes_on_in_the_runs_that_are_there(
    project: Project, tmp_path: Path
) -> None:
    few = made_up_orders(tmp_path, [FULL_DATA, "random"], [0, 1])
    many = made_up_orders(tmp_path, [FULL_DATA, "random", "wbadge"], [0, 1, 2])
    for order in many:
        do_rounds(order)
    log_sweep(project, few)
    before = runs_of(project)
    results = log_sweep(project, many)
    after = runs_of(project)
    assert len(after) == 1 + 9 + 2
    for key, run in before.items():
        assert (after[key].info.run_id == run.info.run_id) == (key[1] != "mean")
    assert after["random", "mean"].info.run_name == "random · mean of 3 seeds"
    # Another seed gives another grid of rounds, and so another area to runs that were there.
    areas = areas_of(results, "random")
    assert areas["0"] != before["random", "0"].data.metrics["alc"]
    assert areas == {seed: after["random", seed].data.metrics["alc"] for seed in areas}


def test_scalars_stay_on_the_runs_that_they_belong_to(project: Project, tmp_path: Path) -> None:
    """Sweeps that differ in rounds share a parent, and have runs of the same strategy and seed."""
    short = made_up_orders(tmp_path, [FULL_DATA, "random"], [0], rounds=2)
    long = made_up_orders(tmp_path, [FULL_DATA, "random"], [0], rounds=4)
    areas = {}
    for orders in (short, long):
        for order in orders:
            do_rounds(order)
        results = log_sweep(project, orders)
        areas[str(orders[1].specification.rounds)] = areas_of(results, "random")["0"]
    assert areas["2"] != areas["4"]
    found = {
        run.data.params["rounds"]: run.data.metrics["alc"]
        for run in all_runs(project)
        if run.data.tags["kind"] == "simulation"
    }
    assert found == areas


def test_failures_stand_on_the_parent_until_they_are_mended(
    project: Project, orders: list[WorkOrder]
) -> None:
    *others, first, second = orders
    for order in others:
        do_rounds(order)
    for order in (first, second):
        do_rounds(order, 1)
    broken = [first.specification.name, second.specification.name]
    expected = [
        ("FAILED", ", ".join(broken), None),  # nothing of `wbadge` can be compared
        ("FAILED", broken[1], "wbadge · mean of 1 seed"),
        ("FINISHED", "none", "wbadge · mean of 2 seeds"),
    ]
    for mended, (status, failed, summary) in zip((None, first, second), expected, strict=True):
        if mended is not None:
            do_rounds(mended)
            broken.remove(mended.specification.name)
        new_tracker(project, orders).log_results(results_of(orders, broken))
        runs = runs_of(project)
        parent = runs["sweep", ""]
        assert (parent.info.status, parent.data.tags["failed"]) == (status, failed)
        mean = runs.get(("wbadge", "mean"))
        assert (mean.info.run_name if mean else None) == summary
        for order in (first, second):
            run = runs["wbadge", str(order.specification.seed)]
            finished = order.specification.name not in broken
            assert run.info.status == ("FINISHED" if finished else "RUNNING")
            assert ("alc" in run.data.metrics) == finished


def test_what_a_sweep_shares_names_it_and_nothing_else_does(orders: list[WorkOrder]) -> None:
    shared = {json.dumps(shared_header([order.header])) for order in orders}
    assert len(shared) == 1
    simulation = json.loads(shared.pop())["simulation"]
    assert simulation.keys() & {"strategy", "seed", "rounds", "initial_fraction"} == set()
    assert simulation["training"]["epochs"] == 1
