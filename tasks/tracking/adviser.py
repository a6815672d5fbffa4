"""The adviser's parts in MLflow, each an experiment, rebuilt from the files they left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tasks.advisor.results import METRICS, read_metrics
from tasks.paths import Project
from tasks.salary.results import QUERY_MODEL, SALARY, VACANCY_MODELS, read_salary
from tasks.topics.choose import quality
from tasks.topics.results import read_topics
from tasks.tracking.models import ModelRun, SavedModel, log_models
from tasks.tracking.store import experiment_id, open_store

Part = Literal["topics", "salary", "advisor"]
QUERY = {"skills": ["python, sql"], "title": [""], "city": [""]}
VACANCY = {
    "title": ["Data analyst"],
    "description": ["Python and SQL, every day."],
    "skills": ["Python, SQL"],
    "experience": ["От 1 года до 3 лет"],
    "schedule": ["Полный день"],
    "employment": ["Полная занятость"],
    "employer": [""],
    "city": ["Москва"],
}


class Logged(NamedTuple):
    """Runs whose models are versions of one registered model, and the name of the best."""

    registered: str
    runs: Sequence[ModelRun]
    champion: str


def log_part(project: Project, part: Part) -> None:
    """Log one part; the same files again change nothing."""
    read = [logged for reader in READERS[part] if (logged := reader(project))]
    if read:
        client = open_store(project)
        experiment = experiment_id(client, project, part)
        for logged in read:
            log_models(client, experiment, logged.runs, logged.registered, logged.champion)


def topic_runs(project: Project) -> Logged | None:
    """A run a fitted topic model; those that were kept are registered."""
    topics = read_topics(project.topics)
    if topics is None:
        return None
    scalars = ("npmi", "c_v", "diversity", "perplexity")
    settings = ("kind", "preset", "text", "topics", "seed")
    runs = [
        ModelRun(
            f"{one['model']} · {one['topics']} topics · seed {one['seed']}",
            {"kind": "sweep", "study": topics.study},
            {name: one[name] for name in settings},
            {name: one[name] for name in scalars if one[name] is not None}
            | {"quality": quality(one)},
        )
        for one in topics.sweep
    ]
    for name, one in topics.kept.items():
        folder = project.topics / name
        points = topics.chosen[name]["curve"]
        runs.append(
            ModelRun(
                name,
                {"kind": "kept", "study": topics.study},
                {setting: one[setting] for setting in settings},
                {scalar: one[scalar] for scalar in scalars if one[scalar] is not None}
                | {"quality": quality(one)}
                | _numbers(topics.stability.get(name, {}), "stability_"),
                {"quality_by_topics": [(point["topics"], point["quality"]) for point in points]},
                [folder / "keywords.csv", *_pictures(project.topics, name)],
                SavedModel("tasks.tracking.serving.topics", folder, {"skills": ["python, sql"]}),
            )
        )
    return Logged(
        "skillpath-topics", runs, max(topics.kept, key=lambda name: quality(topics.kept[name]))
    )


def _pictures(folder: Path, model: str = "") -> list[Path]:
    """The drawn figures; of the likeness of topics, that of one model only."""
    others = f"topics-likeness-{model}.svg"
    return [
        path
        for path in sorted((folder / "figures").glob("*.svg"))
        if not path.name.startswith("topics-likeness-") or path.name == others
    ]


def _numbers(values: Mapping[str, Any], prefix: str = "") -> dict[str, float]:
    return {
        f"{prefix}{name}": value for name, value in values.items() if isinstance(value, int | float)
    }


def vacancy_salary_runs(project: Project) -> Logged | None:
    """A run a model of vacancies and protocol; each model is registered with its main one."""
    found = read_salary(project.salary)
    if found is None:
        return None
    runs = []
    for one in found["vacancy"]:
        folder = project.salary / VACANCY_MODELS / one["model"]
        model = SavedModel("tasks.tracking.serving.vacancy_salary", folder, VACANCY)
        runs.append(_salary_run(found, one, model if _main(one) else None))
    best = min(filter(_main, found["vacancy"]), key=lambda one: one["rmse_over_range"]["mean"])
    return Logged("skillpath-vacancy-salary", runs, _protocol_name(best))


def query_salary_runs(project: Project) -> Logged | None:
    """A run a query that salaries are asked with; the query model goes with the first."""
    found = read_salary(project.salary)
    if found is None:
        return None
    first, *others = found["query"]
    model = SavedModel("tasks.tracking.serving.salary", project.salary / QUERY_MODEL, QUERY)
    run = _salary_run(found, first, model)._replace(
        artifacts=[project.salary / SALARY, *_pictures(project.salary)]
    )
    runs = [run, *(_salary_run(found, one, None) for one in others)]
    return Logged("skillpath-salary", runs, run.name)


def _main(one: Mapping[str, Any]) -> bool:
    """Whether these are the folds and the window that models are compared by."""
    return one["folds"] == "employer" and one["window"] == "report"


def _salary_run(
    found: Mapping[str, Any], one: Mapping[str, Any], model: SavedModel | None
) -> ModelRun:
    metrics = {name: one[name]["mean"] for name in ("rmse_over_range", "rmse", "mae")}
    return ModelRun(
        _protocol_name(one),
        {"kind": "salary", "study": found["study"]},
        _protocol(one) | {"folds measured": one["folds_measured"]},
        metrics | _numbers({name: one[name] for name in ("coverage", "width")}),
        model=model,
    )


def _protocol(one: Mapping[str, Any]) -> dict[str, str]:
    return {name: one[name] for name in ("model", "given", "folds", "window") if name in one}


def _protocol_name(one: Mapping[str, Any]) -> str:
    return " · ".join(_protocol(one).values())


def advisor_runs(project: Project) -> Logged | None:
    """A run a method that was evaluated; the adviser goes with the one that it takes."""
    found = read_metrics(project.advisor)
    if found is None:
        return None
    runs = []
    for method, skills in found["hidden_skills"]["methods"].items():
        taken = method == found["default"]
        retrieval = found["retrieval"]["methods"][method]
        values = {
            f"{test}_{name}".replace("@", "_at_"): one[name]["mean"]
            for test, one in (("skills", skills), ("vacancies", retrieval))
            for name in one
            if name != "slices"
        }
        example = {"skills": ["python, sql"]}
        runs.append(
            ModelRun(
                method,
                {"kind": "method", "study": found["study"]},
                {"method": method, "folds": found["folds"], "vocabulary": found["vocabulary"]},
                values,
                artifacts=[project.advisor / METRICS] if taken else (),
                model=SavedModel("tasks.tracking.serving.adviser", project.advisor, example)
                if taken
                else None,
            )
        )
    return Logged("skillpath-advisor", runs, found["default"])


READERS: dict[Part, Sequence[Callable[[Project], Logged | None]]] = {
    "topics": [topic_runs],
    "salary": [vacancy_salary_runs, query_salary_runs],
    "advisor": [advisor_runs],
}
