"""What is made of results: the report, and MLflow brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.errors import UserError
from tasks.paths import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tasks.parameters import Parameters
    from tasks.reporting.adviser.results.everything import AdviserResults
    from tasks.reporting.sweep import Provenance
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
    from tasks.tracking.store import open_store, store_errors, tracking_uri

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
    try:
        client = open_store(project)
        for folder, results in sweeps:
            _track_sweep(client, project, folder, results)
        for part in parts:
            log_part(project, part)
    except store_errors() as error:
        reason = str(error).partition("\n")[0]
        raise UserError(
            f"MLflow's store {tracking_uri(project)} cannot be used ({reason}): "
            "mend it, or remove it to have it written anew"
        ) from error
    told = [f"{len(sweeps)} sweeps", *parts]
    return f"MLflow holds {', '.join(told)}: {tracking_uri(project)}"


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
    addresses = tuple(file.url for file in source.files if file.url)
    return Provenance(source.description, source.licence, addresses)
