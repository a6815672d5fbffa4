"""The salary flow: folds of every model fanned out, the query model kept for the adviser."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.fan_out import FanOut, boosting_slots
from flows.tracking import track_models
from tasks.files import write_json
from tasks.jobs import Job, order_job
from tasks.parameters import Parameters
from tasks.paths import Project
from tasks.provenance import write_provenance
from tasks.reporting.adviser.page import write_salary_pictures
from tasks.salary.fitting import MODEL
from tasks.salary.results import QUERY_MODEL, SALARY, VACANCY_MODELS, salary_results
from tasks.skills.texts import SKILL_TEXTS
from tasks.vacancies.files import VACANCIES

CROSS_VALIDATE = "tasks.salary.cross_validation:cross_validate"
FIT_FINAL = "tasks.salary.fitting:fit_query"
FIT_VACANCY_MODEL = "tasks.salary.fitting:fit_vacancy"


@flow(name="salary", flow_run_name="{parameters.study}")
def salary(parameters: Parameters, root: Path) -> dict[str, Any]:
    """Cross-validate every model; fit and keep those of vacancies and that of queries."""
    project = Project(root)
    fan_out = FanOut("salary", boosting_slots(parameters), retries=1)
    vacancy, query = _vacancy_jobs(parameters, project), _query_jobs(parameters, project)
    curve = _curve_jobs(parameters, project)
    window = list(parameters.salary.window)
    final = _job(project, "query model · all vacancies", FIT_FINAL, window=window)
    models = _model_jobs(parameters, project)
    groups = [vacancy, query, curve]
    performed = fan_out.perform(
        [final, *models.values(), *(job for group in groups for job in group)]
    )
    fitted, *done = performed
    importance = [one for _ in models for one in done.pop(0)["importance"]]
    vacancies, queries, points = ([fold for _ in group for fold in done.pop(0)] for group in groups)
    found = salary_results(parameters.study, window, vacancies, queries, points, importance, fitted)
    _write(found, final, models, project.salary)
    track_models(project, "salary")
    create_table_artifact(key="salary", table=rows(found), description="One row a model")
    return found


def rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    """A table: one row a model and protocol."""
    return [
        {
            "model": one["model"],
            "given": one.get("given", "the vacancy"),
            "folds": one["folds"],
            "window": one["window"],
            "RMSE / range": round(one["rmse_over_range"]["mean"], 4),
            "MAE": round(one["mae"]["mean"]),
            "coverage": one["coverage"] and round(one["coverage"], 3),
        }
        for one in (*found["vacancy"], *found["query"])
    ]


def _vacancy_jobs(parameters: Parameters, project: Project) -> list[Job]:
    chosen = parameters.salary
    report, everything = list(chosen.window), [1.0, chosen.window[1]]
    protocols = [
        *(("employer", report, seed) for seed in range(chosen.repeats)),
        ("random", report, 0),
        *([("employer", everything, 0)] if chosen.without_lower_end else []),
    ]
    return [
        _cross_validation(
            project,
            f"{model} · {folds} folds · seed {seed} · from {window[0]:,.0f}",
            "vacancy",
            model=model,
            folds=folds,
            seed=seed,
            window=window,
            device=_device(parameters),
        )
        for model in chosen.models
        for folds, window, seed in protocols
    ]


def _model_jobs(parameters: Parameters, project: Project) -> dict[str, Job]:
    """By the model's name: fit it to all vacancies that state a salary."""
    chosen = parameters.salary
    return {
        model: _job(
            project,
            f"{model} · all vacancies",
            FIT_VACANCY_MODEL,
            model=model,
            window=list(chosen.window),
            device=_device(parameters),
        )
        for model in chosen.models
    }


def _query_jobs(parameters: Parameters, project: Project) -> list[Job]:
    chosen = parameters.salary
    return [
        _cross_validation(
            project,
            f"query of {given} · seed {seed}",
            "query",
            given=given,
            seed=seed,
            window=list(chosen.window),
        )
        for given in chosen.given
        for seed in range(chosen.repeats)
    ]


def _curve_jobs(parameters: Parameters, project: Project) -> list[Job]:
    chosen = parameters.salary
    return [
        _cross_validation(
            project,
            f"{chosen.curve_model} · {share:.0%} of employers",
            "learning curve",
            model=chosen.curve_model,
            share=share,
            window=list(chosen.window),
            device=_device(parameters),
        )
        for share in chosen.curve_shares
    ]


def _device(parameters: Parameters) -> str:
    """Where CatBoost computes: in each job on the one GPU that its process sees, or on a core."""
    return "cpu" if boosting_slots(parameters)[0].gpu is None else "cuda"


def _cross_validation(project: Project, name: str, evaluation: str, **arguments: Any) -> Job:
    return _job(project, name, CROSS_VALIDATE, evaluation=evaluation, **arguments)


def _job(project: Project, name: str, function: str, **arguments: Any) -> Job:
    inputs: Sequence[Path] = (project.vacancies / VACANCIES, project.skills / SKILL_TEXTS)
    return order_job(
        project.jobs,
        name,
        function,
        inputs,
        vacancies=inputs[0],
        skills=project.skills,
        **arguments,
    )


def _write(found: dict[str, Any], query: Job, models: Mapping[str, Job], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    kept = {QUERY_MODEL: query} | {f"{VACANCY_MODELS}/{name}": job for name, job in models.items()}
    for name, job in kept.items():
        shutil.copytree(job.folder / MODEL, folder / name)
    write_json(folder / SALARY, found)
    write_provenance(folder)
    write_salary_pictures(folder)
