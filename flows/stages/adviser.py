"""The stages of the job adviser. A study that names no vacancies passes through them empty."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.paths import Project

if TYPE_CHECKING:
    from tasks.parameters import Parameters
    from tasks.vacancies.normalise import Table

WORTH_A_PROCESS = 2000  # vacancies; fewer are read before another process has started
PLACES = 3  # of malformed rows that are told; the file has more
NO_VACANCIES = "no vacancies in this study (vacancies.tables is empty)"


def normalise_vacancies(parameters: Parameters, project: Project) -> str:
    """Join, clean and write the tables of vacancies into ``data/vacancies``."""
    from tasks.vacancies.normalise import DESCRIPTION, normalise

    if not parameters.vacancies.tables:
        return _nothing(project.vacancies)
    tables = [_table(parameters, project, name) for name in parameters.vacancies.tables]
    rates = project.raw / "hh_dictionaries" / "dictionaries.json"
    counts = normalise(
        tables,
        project.vacancies,
        max_malformed=parameters.vacancies.max_malformed,
        rates=rates if "hh_dictionaries" in parameters.skills.dictionaries else None,
    )
    rows = sum(table["rows"] for table in counts["tables"].values())
    kept = counts["corpus"]["vacancies"]
    told = f"{kept:,} vacancies of {rows:,} rows in {project.vacancies}"
    return told + _malformed(counts["tables"].values(), project.vacancies / DESCRIPTION)


def filter_skills(parameters: Parameters, project: Project) -> str:
    """Build the vocabulary, filter texts to skills, and tag sentences, into ``data/skills``."""
    from flows.workers import usable_cores
    from tasks.skills.stage import filter_skills
    from tasks.vacancies.files import VACANCIES, read_vacancies

    if not parameters.vacancies.tables:
        return _nothing(project.skills)
    vacancies = read_vacancies(project.vacancies / VACANCIES)
    counts = filter_skills(
        vacancies,
        {name: project.raw / name for name in parameters.skills.dictionaries},
        project.skills,
        min_vacancies=parameters.skills.min_vacancies,
        processes=min(usable_cores(), 1 + len(vacancies) // WORTH_A_PROCESS),
    )
    names, coverage = counts["vocabulary"]["names"], counts["coverage"]
    return (
        f"{names:,} skills; {coverage['key_skills_a_vacancy']} key skills and "
        f"{coverage['text_skills_a_vacancy']} skills in the text of a vacancy, in {project.skills}"
    )


def topics(parameters: Parameters, project: Project) -> str:
    """Measure topic models over numbers of topics; keep the best into ``data/topics``."""
    from flows.server import prefect_server

    if not parameters.vacancies.tables:
        return _nothing(project.topics)
    with prefect_server(project):
        from flows.fan_out import run_stage
        from flows.topics import topics as flow

        results = run_stage(flow, parameters, project)
    kept = ", ".join(f"{kind} with {one['topics']} topics" for kind, one in results.kept.items())
    return f"{len(results.sweep)} models measured; kept {kept} in {project.topics}"


def salary(parameters: Parameters, project: Project) -> str:
    """Cross-validate salary models; keep the one of queries in ``data/salary``."""
    from flows.server import prefect_server

    if not parameters.vacancies.tables:
        return _nothing(project.salary)
    with prefect_server(project):
        from flows.fan_out import run_stage
        from flows.salary import salary as flow

        found = run_stage(flow, parameters, project)
    best = min(
        (one for one in found["vacancy"] if one["folds"] == "employer" and one["window"] != "all"),
        key=lambda one: one["rmse_over_range"]["mean"],
    )
    return (
        f"{found['rows']:,} salaries; best of unseen employers: {best['model']}, RMSE over range "
        f"{best['rmse_over_range']['mean']:.3f}, MAE {best['mae']['mean']:,.0f}, "
        f"in {project.salary}"
    )


def evaluate(parameters: Parameters, project: Project) -> str:
    """Measure recommendations and build the adviser into ``data/advisor``."""
    from flows.server import prefect_server

    if not parameters.vacancies.tables:
        return _nothing(project.advisor)
    with prefect_server(project):
        from flows.evaluate import evaluate as flow
        from flows.fan_out import run_stage

        found = run_stage(flow, parameters, project)
    return " ".join([*found["notes"], f"The adviser takes {found['default']}, {project.advisor}"])


def _nothing(folder: Path) -> str:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return NO_VACANCIES


def _table(parameters: Parameters, project: Project, name: str) -> Table:
    from tasks.sources.catalogue import choose, read_catalogue
    from tasks.vacancies.normalise import Table

    chosen = parameters.tables[name]
    if chosen.source:
        (source,) = choose(read_catalogue(project.catalogue), [chosen.source])
        files = tuple(project.raw / chosen.source / file for file in source.outputs)
        return Table(name, source.format, files, chosen.columns, chosen.delimiter)
    if not chosen.path:
        return Table(name, chosen.format)
    folder = project.raw / name
    own = tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
    if chosen.format == "hh_json":
        own = (folder,)
    return Table(name, chosen.format, own, chosen.columns, chosen.delimiter)


def _malformed(tables: Collection[Mapping[str, Any]], description: Path) -> str:
    """What to add about malformed rows; nothing where there are none."""
    count = sum(table["malformed"]["count"] for table in tables)
    first = [place for table in tables for place in table["malformed"]["first"]][:PLACES]
    if not count:
        return ""
    places = "; ".join("{file}, row {row}: {reason}".format(**place) for place in first)
    more = "; …" if count > len(first) else ""
    return f"; {count:,} malformed rows left out ({places}{more}), see {description}"
