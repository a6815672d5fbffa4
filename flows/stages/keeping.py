"""Results put aside where they can be committed, and brought back."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.stages.results import adviser_results
from tasks.errors import UserError
from tasks.files import damage_told, write_text
from tasks.paths import Project

if TYPE_CHECKING:
    from tasks.parameters import Parameters


def keep(parameters: Parameters, project: Project, folder: Path) -> str:
    """Copy the results of the present parameters into a folder that can be committed.

    Of each sweep that is ``<folder>/<corpus>-<architecture>`` with journals, curves, choices,
    statistics, the figures and a summary in Markdown, and `restore` brings the journals back; of
    the adviser ``<folder>/adviser`` with its measures, its figures and a summary.
    """
    kept = [
        _keep_sweep(project, corpus, architecture, folder)
        for corpus in parameters.sweep.corpora
        for architecture in parameters.sweep.architectures
    ]
    if parameters.vacancies.tables:
        kept.append(_keep_adviser(project, folder / "adviser"))
    return f"kept: {', '.join(kept)}"


def _keep_sweep(project: Project, corpus: str, architecture: str, folder: Path) -> str:
    from flows.artifacts import summary_markdown
    from tasks.simulation.results import JOURNALS, METADATA, read_results

    sweep = project.sweep(corpus, architecture)
    results = read_results(sweep)
    figure = project.report / "figures" / f"{corpus}-{architecture}.svg"
    if not figure.is_file():
        raise UserError(f"{figure} is missing: run `skillpath report` first")
    with damage_told(sweep / METADATA):
        summary = summary_markdown(results)
    destination = folder / f"{corpus}-{architecture}"
    shutil.rmtree(destination / JOURNALS, ignore_errors=True)
    shutil.copytree(sweep, destination, dirs_exist_ok=True)
    shutil.copyfile(figure, destination / "learning_curves.svg")
    differences = figure.with_name(f"{figure.stem}-differences.svg")
    if differences.is_file():
        shutil.copyfile(differences, destination / "differences.svg")
    write_text(destination / "README.md", summary)
    return str(destination)


def _keep_adviser(project: Project, destination: Path) -> str:
    from tasks.advisor.results import METRICS
    from tasks.reporting.adviser.page import adviser_figures, adviser_summary
    from tasks.salary.results import SALARY

    results = adviser_results(project)
    if results is None or results.metrics is None or results.salary is None:
        raise UserError(f"{project.advisor} has no results to keep: run `dvc repro` first")
    for path in (project.salary / SALARY, project.advisor / METRICS):
        destination.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, destination / path.name)
    figures = dict(adviser_figures(results))
    for name, figure in figures.items():
        write_text(destination / "figures" / name, figure + "\n")
    write_text(destination / "README.md", adviser_summary(results, list(figures)))
    return str(destination)


def restore(parameters: Parameters, project: Project, folder: Path) -> str:
    """Put kept journals back where the sweeps of the present parameters resume from.

    A journal fits when its parameters and its data are those of a simulation that the
    parameters ask for; that its code may have been another is the caller's decision.
    """
    from flows.orders import make_orders
    from tasks.simulation.journal import read_journal, restore_journal

    orders = {
        _identity(order.header): order
        for corpus in parameters.sweep.corpora
        for architecture in parameters.sweep.architectures
        for order in make_orders(parameters, corpus, architecture, project)
    }
    paths = sorted(folder.rglob("*.jsonl"))
    if not paths:
        raise UserError(f"{folder} holds no journals (*.jsonl)")
    restored = 0
    for path in paths:
        journal = read_journal(path)
        order = orders.get(_identity(journal.header)) if journal else None
        if journal and order and order.rounds_done() < len(journal.rounds):
            restore_journal(order.journal, order.header, journal)
            restored += 1
    return (
        f"{restored} of {len(paths)} journals restored; the others are there already, or belong "
        "to other parameters or data"
    )


def _identity(header: dict[str, Any]) -> str:
    from tasks.simulation.specification import specification_from

    try:
        simulation = asdict(specification_from(header["simulation"]))
    except (KeyError, TypeError):
        return ""  # no journal of a simulation
    return json.dumps([simulation, header.get("data")], sort_keys=True)
