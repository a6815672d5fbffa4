"""The evaluate flow: recommendations measured, the adviser built from what wins, queries asked."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.fan_out import FanOut, cores
from flows.tracking import track_models
from tasks.advisor.building import ADVISER
from tasks.advisor.registry import module_of
from tasks.advisor.results import METRICS, QUERIES, RECALL, metrics
from tasks.errors import UserError
from tasks.files import write_json
from tasks.jobs import Job, order_job
from tasks.parameters import Parameters
from tasks.paths import Project
from tasks.provenance import write_provenance
from tasks.salary.results import QUERY_MODEL
from tasks.skills.texts import SKILL_TEXTS
from tasks.skills.vocabulary import VOCABULARY, Vocabulary
from tasks.topics.results import Topics, read_topics
from tasks.vacancies.files import VACANCIES

EVALUATE = "tasks.advisor.jobs:evaluate_method"
EVALUATE_TEXT = "tasks.advisor.jobs:evaluate_text"
BUILD = "tasks.advisor.building:build_and_ask"


@flow(name="evaluate", flow_run_name="{parameters.study}")
def evaluate(parameters: Parameters, root: Path) -> dict[str, Any]:
    """Measure every method and form of text; build the adviser, and ask it the queries."""
    project = Project(root)
    fan_out = FanOut("evaluate", cores(), retries=1)
    options = recommender_options(parameters, read_topics(project.topics))
    methods = _method_jobs(parameters, project, options)
    texts = _text_jobs(parameters, project)
    done = fan_out.perform([*methods.values(), *texts])
    found = metrics(
        parameters.study,
        len(Vocabulary.load(project.skills)),
        parameters.advisor.folds,
        dict(zip(methods, done, strict=False)),
        done[len(methods) :],
        [name for name, one in parameters.advisor.methods.items() if one.topics],
        parameters.advisor.default,
    )
    (build,) = [_build_job(parameters, project, options, found["default"])]
    (answers,) = fan_out.perform([build])
    _write(found, answers, build, project.advisor)
    track_models(project, "advisor")
    create_table_artifact(key="adviser", table=rows(found), description="One row a method")
    return found


def recommender_options(parameters: Parameters, topics: Topics | None) -> dict[str, dict[str, Any]]:
    """The options of each method's recommender, those of a topic model taken from the topics.

    Raises
    ------
    UserError
        When a method takes a topic model that was not kept.
    """
    options = {}
    for name, method in parameters.advisor.methods.items():
        options[name] = dict(method.options)
        if method.topics is None:
            continue
        if topics is None or method.topics not in topics.kept:
            raise UserError(
                f"params.yaml: advisor.methods.{name} takes the topic model {method.topics!r}, "
                "which the stage `topics` did not keep: run it again, or name another"
            )
        model = parameters.topics.models[method.topics]
        options[name] |= {
            "kind": model.kind,
            "topics": topics.kept[method.topics]["topics"],
            "preset": model.preset,
            "text": model.text,
            "settings": dict(model.options),
        }
    return options


def rows(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A table: one row a method, best first."""
    skills, retrieval = found["hidden_skills"]["methods"], found["retrieval"]["methods"]
    table = [
        {
            "method": method,
            **{name: _rounded(skills[method].get(name)) for name in (RECALL, "ndcg@10")},
            **{
                f"vacancies {name}": _rounded(retrieval[method].get(name))
                for name in ("mrr", "ndcg@10")
            },
        }
        for method in skills
    ]
    return sorted(table, key=lambda row: -(row[RECALL] or 0))


def _rounded(measure: Mapping[str, float] | None) -> float | None:
    """None where nothing could be measured."""
    return None if measure is None else round(measure["mean"], 4)


def _inputs(project: Project) -> list[Path]:
    return [
        project.vacancies / VACANCIES,
        project.skills / SKILL_TEXTS,
        project.skills / VOCABULARY,
    ]


def _method_jobs(
    parameters: Parameters, project: Project, options: Mapping[str, Mapping[str, Any]]
) -> dict[str, Job]:
    advisor = parameters.advisor
    return {
        name: order_job(
            project.jobs,
            name,
            EVALUATE,
            _inputs(project),
            plugins=[module_of(method.recommender)],
            method=method.recommender,
            vacancies=project.vacancies / VACANCIES,
            skills=project.skills,
            folds=advisor.folds,
            seed=advisor.seed,
            options=options[name],
        )
        for name, method in advisor.methods.items()
    }


def _text_jobs(parameters: Parameters, project: Project) -> list[Job]:
    advisor, models = parameters.advisor, parameters.topics.models
    settings: dict[str, dict[str, Any]] = {
        model.kind: {"topics": number, "preset": model.preset}
        for model in models.values()
        if model.preset == "report"
        for number in model.fixed_number
    }
    return [
        order_job(
            project.jobs,
            f"{method} on {text} text",
            EVALUATE_TEXT,
            _inputs(project),
            method=method,
            text=text,
            vacancies=project.vacancies / VACANCIES,
            skills=project.skills,
            folds=advisor.folds,
            seed=advisor.seed,
            options=settings.get(method, {}),
        )
        for method in advisor.text_methods
        for text in advisor.texts
    ]


def _build_job(
    parameters: Parameters,
    project: Project,
    options: Mapping[str, Mapping[str, Any]],
    default: str,
) -> Job:
    used = [
        path
        for folder in (project.salary / QUERY_MODEL, project.topics)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return order_job(
        project.jobs,
        "adviser · all vacancies",
        BUILD,
        [*_inputs(project), *used],
        plugins=sorted({module_of(one.recommender) for one in parameters.advisor.methods.values()}),
        default=default,
        methods={
            name: {
                "recommender": one.recommender,
                "options": dict(options[name]),
                "topics": one.topics,
            }
            for name, one in parameters.advisor.methods.items()
        },
        queries=list(parameters.advisor.queries),
        compared=list(parameters.advisor.compared),
        vacancies=project.vacancies / VACANCIES,
        skills=project.skills,
        topics=project.topics,
        salary=project.salary / QUERY_MODEL,
    )


def _write(found: Mapping[str, Any], answers: Any, build: Job, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(build.folder / ADVISER, folder)
    write_json(folder / METRICS, found)
    write_provenance(folder)
    write_json(folder / QUERIES, answers)
