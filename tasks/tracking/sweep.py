"""A sweep in MLflow: a parent run, a child run a simulation, a summary run a strategy.

Runs are found again by the tag `KEY`, so logging the same files twice changes nothing, and a
sweep that was extended or resumed goes on in the runs that are there.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.fingerprints import fingerprint
from tasks.simulation.curves import Point, points_of
from tasks.simulation.results import SimulationFiles, SweepResults
from tasks.simulation.specification import FULL_DATA, specification_from
from tasks.simulation.statistics import by_strategy, spread

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run

KEY = "skillpath.key"
CONTENT = "skillpath.content"
PARENT = "mlflow.parentRunId"
ROUND_METRICS = ("f1", "precision", "recall", "f1_valid", "sentences", "words_fraction")


class SweepTracker:
    """Logs one sweep; every method may be called again with more of the same files."""

    def __init__(
        self,
        client: MlflowClient,
        experiment: str,
        parent_header: Mapping[str, Any],
        train_words: int,
        tags: Mapping[str, str],
    ) -> None:
        """Find or create the parent run.

        Parameters
        ----------
        experiment : str
            Id of the corpus's experiment.
        parent_header : mapping
            What all simulations of the sweep share: names the parent run, gives its parameters.
        train_words : int
            Words of the whole training split.
        tags : mapping
            Set on every run: study, commit, vectors.
        """
        self._client = client
        self._experiment = experiment
        self._train_words = train_words
        self._tags = dict(tags)
        self._header = dict(parent_header)
        self._logged: dict[str, int] = {}
        shared = parent_header["simulation"]
        self.parent = self._run(
            fingerprint(parent_header),
            f"{shared['corpus']} · {shared['architecture']} · sweep",
            {"kind": "sweep", "architecture": shared["architecture"]},
            parent_header,
        )

    def log_simulation(self, files: SimulationFiles) -> None:
        """Log the rounds that are not logged yet; close the run when the simulation is done."""
        if not files.journal.rounds:
            return
        key = fingerprint(files.journal.header)
        if self._logged.get(key, -1) >= len(files.journal.rounds):
            return
        specification = specification_from(files.journal.header["simulation"])
        kind = "full data" if specification.strategy == FULL_DATA else "simulation"
        run = self._run(
            key,
            f"{specification.strategy} · seed {specification.seed}",
            {
                "kind": kind,
                "strategy": specification.strategy,
                "seed": str(specification.seed),
                "architecture": specification.architecture,
            },
            files.journal.header,
            parent=self.parent,
        )
        if run.info.status != "FINISHED":
            self._log_rounds(run, files)
            if files.journal.over:
                self._client.log_artifact(run.info.run_id, str(files.path))
                self._client.set_terminated(run.info.run_id, "FINISHED")
        self._logged[key] = len(files.journal.rounds)

    def log_results(self, results: SweepResults, artifacts: Iterable[Path] = ()) -> None:
        """Log a finished sweep: a summary run a strategy, scalars on every run, artifacts.

        The same results again are recognised and change nothing.
        """
        for files in results.simulations:
            self.log_simulation(files)
        failed = results.metadata["failed"]
        content = fingerprint([results.points, results.statistics, failed])
        parent = self._client.get_run(self.parent.info.run_id)
        if parent.data.tags.get(CONTENT) == content:
            return
        statistics = results.statistics["strategies"]
        curves = by_strategy(results.points)
        for strategy, values in statistics.items():
            runs = [curves[strategy][seed] for seed in values["seeds"]]
            self._log_strategy(strategy, runs, values)
        for files in results.simulations:
            self._log_scalars(files, statistics)
        for path in artifacts:
            self._client.log_artifact(parent.info.run_id, str(path))
        for strategy, values in statistics.items():
            self._client.log_metric(
                parent.info.run_id, f"alc_{_metric(strategy)}", values["alc"]["mean"]
            )
        for what, share in results.metadata.get("coverage", {}).items():
            self._client.log_metric(parent.info.run_id, f"coverage_{what}", share)
        self._client.set_tag(parent.info.run_id, "failed", ", ".join(failed) or "none")
        self._client.set_tag(parent.info.run_id, CONTENT, content)
        self._client.set_terminated(parent.info.run_id, "FAILED" if failed else "FINISHED")

    def _run(
        self,
        key: str,
        name: str,
        tags: Mapping[str, str],
        header: Mapping[str, Any],
        parent: Run | None = None,
    ) -> Run:
        run = self._find(key)
        if run is not None and run.data.params:
            return run
        run = run or self._client.create_run(
            self._experiment,
            run_name=name,
            tags={
                **self._tags,
                **tags,
                KEY: key,
                **({PARENT: parent.info.run_id} if parent else {}),
            },
        )
        self._log_header(run, header)
        return run

    def _find(self, key: str) -> Run | None:
        found = self._client.search_runs(
            [self._experiment], f"tags.`{KEY}` = '{key}'", max_results=1
        )
        return found[0] if found else None

    def _log_header(self, run: Run, header: Mapping[str, Any]) -> None:
        from mlflow.entities import Dataset, DatasetInput, InputTag, Param

        values = _flat({**header["simulation"], "data_md5": header["data"], "code": header["code"]})
        inputs = [
            DatasetInput(
                Dataset(name=file, digest=md5, source_type="local", source=file),
                [InputTag("mlflow.data.context", file.rsplit("/", 1)[-1].partition(".")[0])],
            )
            for file, md5 in header["data"].items()
        ]
        self._client.log_inputs(run.info.run_id, inputs)
        # Last, because a run that has parameters is taken to be whole.
        parameters = [Param(name, str(value)) for name, value in values.items()]
        self._client.log_batch(run.info.run_id, params=parameters)

    def _log_rounds(self, run: Run, files: SimulationFiles) -> None:
        from mlflow.entities import Metric

        history = self._client.get_metric_history(run.info.run_id, "f1")
        known = {metric.step for metric in history}
        now = time.time_ns() // 1_000_000
        metrics = []
        for point in points_of(files.journal, self._train_words):
            if point.words in known:
                continue
            known.add(point.words)
            values = {name: getattr(point, name) for name in ROUND_METRICS}
            train, select = files.seconds.get(point.round, (math.nan, math.nan))
            values |= {"train_seconds": train, "select_seconds": select}
            metrics += [
                Metric(name, float(value), now, point.words)
                for name, value in values.items()
                if not math.isnan(value)
            ]
        for start in range(0, len(metrics), 1000):
            self._client.log_batch(run.info.run_id, metrics=metrics[start : start + 1000])

    def _log_strategy(
        self, strategy: str, runs: list[list[Point]], statistics: Mapping[str, Any]
    ) -> None:
        from mlflow.entities import Metric

        key = fingerprint([fingerprint(self._header), "summary", strategy])
        for old in self._client.search_runs([self._experiment], f"tags.`{KEY}` = '{key}'"):
            self._client.delete_run(old.info.run_id)
        run = self._run(
            key,
            f"{strategy} · mean of {len(runs)} seed{'s' * (len(runs) != 1)}",
            {
                "kind": "summary",
                "strategy": strategy,
                "seed": "mean",
                "architecture": runs[0][0].architecture,
            },
            self._header,
            parent=self.parent,
        )
        now = time.time_ns() // 1_000_000
        metrics = []
        for points in zip(*runs, strict=False):  # the rounds that all of them reached
            words = round(sum(point.words for point in points) / len(points))
            f1 = spread(np.array([point.f1 for point in points]))
            metrics.append(Metric("f1", f1["mean"], now, words))
            if f1["stderr"] is not None:
                metrics.append(Metric("f1_stderr", f1["stderr"], now, words))
        scalars = _scalars(statistics)
        metrics += [Metric(name, value, now, 0) for name, value in scalars.items()]
        self._client.log_batch(run.info.run_id, metrics=metrics)
        self._client.set_terminated(run.info.run_id, "FINISHED")

    def _log_scalars(self, files: SimulationFiles, statistics: Mapping[str, Any]) -> None:
        simulation = files.journal.header["simulation"]
        compared = statistics.get(simulation["strategy"], {"runs": {}})["runs"]
        scalars = compared.get(str(simulation["seed"]), {})  # none of a simulation that is not done
        run = self._find(fingerprint(files.journal.header))
        if run is None:
            return
        # A sweep that gained strategies has another grid of rounds, and so other areas.
        for name, value in scalars.items():
            if value is not None and run.data.metrics.get(name) != value:
                self._client.log_metric(run.info.run_id, name, value)


def open_tracker(
    client: MlflowClient,
    experiment: str,
    headers: Sequence[Mapping[str, Any]],
    metadata: Mapping[str, Any],
) -> SweepTracker:
    """A tracker for the sweep whose simulations have these `headers`.

    `metadata` is what ``sweep.json`` says: `train_words`, `study`, `commit`, `vectors`.
    """
    tags = {name: str(metadata[name]) for name in ("study", "commit", "vectors")}
    return SweepTracker(client, experiment, shared_header(headers), metadata["train_words"], tags)


def shared_header(headers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the headers of a sweep's simulations have in common, which names the sweep."""
    first = headers[0]
    simulation = {
        name: value
        for name, value in first["simulation"].items()
        if name not in ("strategy", "seed", "options", "rounds", "initial_fraction")
    }
    return {"simulation": simulation, "data": first["data"], "code": ""}


def _scalars(values: Mapping[str, Any]) -> dict[str, float]:
    scalars = {"alc": values["alc"]["mean"], "f1_last": values["f1_last"]["mean"]}
    if values["alc"]["stderr"] is not None:
        scalars["alc_stderr"] = values["alc"]["stderr"]
    if values["deficiency"]:
        scalars["deficiency"] = values["deficiency"]["mean"]
    for target, words in values["words_to"].items():
        if words["mean"] is not None:
            scalars[f"words_to_{target}"] = words["mean"]
    return scalars


def _metric(strategy: str) -> str:
    """A strategy's name as part of a metric's, where MLflow allows no parentheses."""
    return strategy.replace("(", ".").replace(")", "")


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            flat |= _flat(inner, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = inner
    return flat
