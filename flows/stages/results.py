"""What is made of results: the report, MLflow brought up to date, statistics made anew."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tasks.addresses import without_password
from tasks.errors import UserError
from tasks.files import AGAIN
from tasks.paths import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tasks.parameters import Parameters
    from tasks.reporting.adviser.results.everything import AdviserResults
    from tasks.reporting.sweep import Provenance
    from tasks.simulation.comparisons import Pair
    from tasks.simulation.results import SweepResults


def report(parameters: Parameters, project: Project) -> str:
    """Write the report of all swept corpora and architectures into ``data/report``."""
    from tasks.reporting.report import write_report
    from tasks.reporting.sweep import SweepFolder

    sweeps = [
        SweepFolder(
            project.sweep(corpus, architecture),
            project.corpus(corpus) / "corpus.json",
            project.vectors(corpus) / "coverage.json",
            _provenance(parameters, project, corpus),
        )
        for corpus in parameters.sweep.corpora
        for architecture in parameters.sweep.architectures
    ]
    return f"report: {write_report(project.report, sweeps, adviser_results(project))}"


def adviser_results(project: Project) -> AdviserResults | None:
    """All results of the adviser; None for a study without vacancies."""
    from tasks.reporting.adviser.results.everything import read_adviser

    return read_adviser(
        project.vacancies, project.skills, project.topics, project.salary, project.advisor
    )


def track(project: Project) -> str:
    """Bring MLflow up to date with every sweep under ``data/sweeps``, and with the adviser."""
    from tasks.simulation.results import METADATA, read_results
    from tasks.tracking.adviser import READERS, log_part
    from tasks.tracking.store import (
        StoreUnusable,
        open_store,
        reason_of,
        store_errors,
        tracking_uri,
    )

    folders = sorted(path.parent for path in project.sweeps.glob(f"*/*/{METADATA}"))
    read = [(folder, read_results(folder)) for folder in folders]
    sweeps = [(folder, results) for folder, results in read if results.simulations]
    parts = [
        part
        for part, folder in zip(
            READERS, (project.topics, project.salary, project.advisor), strict=True
        )
        if folder.is_dir() and any(folder.iterdir())
    ]
    if not sweeps and not parts:
        raise UserError(
            f"there is no finished sweep under {project.sweeps}, and no adviser: "
            "run `dvc repro` first"
        )
    store = without_password(tracking_uri(project))
    try:
        client = open_store(project)
        for folder, results in sweeps:
            with _damage_told(folder):
                _track_sweep(client, project, folder, results)
        for part in parts:
            with _damage_told(project.raw.with_name(part)):
                log_part(project, part)
    except StoreUnusable:
        raise
    except store_errors() as error:
        raise UserError(
            f"MLflow's store {store} cannot be used ({reason_of(error)}): "
            "mend it, or remove it to have it written anew"
        ) from error
    told = [f"{len(sweeps)} sweeps", *parts]
    return f"MLflow holds {', '.join(told)}: {store}"


@contextmanager
def _damage_told(folder: Path) -> Iterator[None]:
    """Results of an earlier version, or changed by hand: what they lack is told with the folder."""
    try:
        yield
    except (LookupError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise UserError(
            f"{folder} holds results that cannot be read ({reason}): {AGAIN}"
        ) from error


def status(chosen: argparse.Namespace, project: Project) -> None:
    """Print how far the sweeps are, as text or as JSON.

    Raises
    ------
    FlowFailed
        When one of them ended before all of it was done.
    """
    from flows.status import UNFINISHED, all_statuses, told
    from flows.workers import FlowFailed

    statuses = all_statuses(project)
    as_json = json.dumps(statuses, indent=2, ensure_ascii=False)
    print(as_json if chosen.json else told(statuses), flush=True)
    unfinished = [one["sweep"] for one in statuses if one["state"] in UNFINISHED]
    if unfinished:
        raise FlowFailed(
            f"not done, and not running: {', '.join(unfinished)}; "
            "the same command does what is missing"
        )


def statistics(chosen: argparse.Namespace) -> str:
    """Analyse sweeps again from their curves; tell, and write ``statistics.json`` if asked to."""
    from flows.tables import penalties_text, statistics_text
    from tasks.files import write_json
    from tasks.simulation.analysis import analyse, folder_of
    from tasks.simulation.penalties import sum_penalties
    from tasks.simulation.results import STATISTICS

    if chosen.write and chosen.planned is not None:
        raise UserError(
            "--planned and --write exclude each other: what was planned is said by sweep.planned "
            "before a sweep, not in its folder afterwards"
        )
    analysed = [analyse(path, chosen.planned) for path in chosen.folders]
    _check_planned(chosen.planned or (), analysed)
    told = [statistics_text(one) for one in analysed]
    matrices = [one["comparisons"]["penalties"] for one in analysed]
    present = [matrix for matrix in matrices if matrix is not None]
    if len(present) > 1:
        told.append(penalties_text(sum_penalties(present), len(present)))
    for path, one in zip(chosen.folders, analysed, strict=True):
        if chosen.write:
            write_json(folder_of(path) / STATISTICS, one)
            told.append(f"written: {folder_of(path) / STATISTICS}")
    return "\n\n".join(part for part in told if part)


def _check_planned(planned: Sequence[Pair], analysed: Sequence[Mapping[str, Any]]) -> None:
    known = {name for one in analysed for name in (*one["strategies"], *one["stopped_early"])}
    for name in (name for pair in planned for name in pair):
        if name not in known:
            raise UserError(
                f"--planned: no strategy {name!r} is in these curves: "
                f"choose from {', '.join(sorted(known))}"
            )


def _track_sweep(client: Any, project: Project, folder: Path, results: SweepResults) -> None:
    from tasks.simulation.results import CURVES, METADATA, STATISTICS
    from tasks.tracking.store import experiment_id
    from tasks.tracking.sweep import open_tracker

    experiment = experiment_id(client, project, results.metadata["corpus"])
    headers = [files.journal.header for files in results.simulations]
    tracker = open_tracker(client, experiment, headers, results.metadata)
    tracker.log_results(results, [folder / name for name in (CURVES, STATISTICS, METADATA)])


def _provenance(parameters: Parameters, project: Project, corpus: str) -> Provenance:
    from tasks.reporting.sweep import Provenance
    from tasks.sources.catalogue import choose, read_catalogue

    name = parameters.source_of(corpus)
    if name is None:
        if parameters.corpora[corpus].path:
            return Provenance("a corpus of the user's own", "the user's")
        if parameters.corpora[corpus].format == "skill_tags":
            return Provenance("sentences of the vacancies, tagged by key skills", "the vacancies'")
        return Provenance("synthetic job-search queries from a grammar", "Apache-2.0")
    (source,) = choose(read_catalogue(project.catalogue), [name])
    addresses = tuple(without_password(file.url) for file in source.files if file.url)
    return Provenance(source.description, source.licence, addresses)
