"""The topics flow: the coherence sweep fanned out, the models of the chosen numbers kept."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.fan_out import FanOut, cores
from flows.tracking import track_models
from tasks.files import write_json
from tasks.jobs import Job, order_job
from tasks.parameters import Parameters
from tasks.paths import Project
from tasks.provenance import write_provenance
from tasks.reporting.adviser.page import write_topic_pictures
from tasks.skills.texts import SKILL_TEXTS
from tasks.topics.choose import choose_topics
from tasks.topics.results import MODEL_FILES, TOPICS, Topics

FIT = "tasks.topics.jobs:fit_topics"
COMPARE = "tasks.topics.jobs:compare_seeds"


@flow(name="topics", flow_run_name="{parameters.study}")
def topics(parameters: Parameters, root: Path) -> Topics:
    """Measure models over numbers of topics and seeds; fit and keep the chosen ones."""
    project = Project(root)
    fan_out = FanOut("topics", cores(), retries=1)
    sweep = _sweep_jobs(parameters, project)
    done = fan_out.perform([job for _, job in sweep])
    measures = [{"model": name, **one} for (name, _), one in zip(sweep, done, strict=True)]
    chosen = _chosen(parameters, measures)
    comparisons = _stability_jobs(project, sweep, measures, chosen)
    final = _final_jobs(parameters, project, chosen)
    done = fan_out.perform([*comparisons.values(), *final.values()])
    stability = dict(zip(comparisons, done, strict=False))
    fitted = zip(final, done[len(comparisons) :], strict=True)
    kept = {name: {"model": name, **one} for name, one in fitted}
    results = Topics(parameters.study, measures, chosen, stability, kept)
    _write(results, final, project.topics)
    track_models(project, "topics")
    create_table_artifact(key="topics", table=results.rows(), description="One row a model")
    return results


def _sweep_jobs(parameters: Parameters, project: Project) -> list[tuple[str, Job]]:
    """The name of a model and a job that fits it, for every number of topics and seed."""
    settings = parameters.topics
    return [
        (name, _fit(parameters, project, name, number, seed, settings.held_out_share))
        for name, model in settings.models.items()
        for number in sorted({*settings.numbers, *model.fixed_number})
        for seed in range(settings.seeds)
    ]


def _final_jobs(
    parameters: Parameters, project: Project, chosen: Mapping[str, Mapping[str, Any]]
) -> dict[str, Job]:
    return {
        name: _fit(parameters, project, name, choice["topics"], 0, 0.0)
        for name, choice in chosen.items()
    }


def _fit(
    parameters: Parameters, project: Project, name: str, number: int, seed: int, held_out: float
) -> Job:
    model = parameters.topics.models[name]
    return order_job(
        project.jobs,
        f"{name} · {number} topics · seed {seed}" + (" · all vacancies" if not held_out else ""),
        FIT,
        [project.skills / SKILL_TEXTS],
        skills=project.skills,
        kind=model.kind,
        text=model.text,
        topics=number,
        seed=seed,
        preset=model.preset,
        options=dict(model.options),
        held_out_share=held_out,
    )


def _chosen(
    parameters: Parameters, measures: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The number of topics of each model: the fixed one, or the best of the sweep."""
    chosen = choose_topics(measures)
    for name, model in parameters.topics.models.items():
        for number in model.fixed_number:
            chosen[name] |= {"topics": number}
    return chosen


def _stability_jobs(
    project: Project,
    sweep: Sequence[tuple[str, Job]],
    measures: Sequence[Mapping[str, Any]],
    chosen: Mapping[str, Mapping[str, Any]],
) -> dict[str, Job]:
    jobs = {}
    for name, choice in chosen.items():
        models = [
            str(job.folder.resolve())
            for (_, job), one in zip(sweep, measures, strict=True)
            if (one["model"], one["topics"]) == (name, choice["topics"])
        ]
        if len(models) > 1:
            jobs[name] = order_job(project.jobs, f"{name} · stability", COMPARE, [], models=models)
    return jobs


def _write(results: Topics, final: Mapping[str, Job], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, job in final.items():
        (folder / name).mkdir(parents=True)
        for file in MODEL_FILES:
            shutil.copyfile(job.folder / file, folder / name / file)
    write_json(folder / TOPICS, results.as_json())
    write_provenance(folder)
    write_topic_pictures(folder)
