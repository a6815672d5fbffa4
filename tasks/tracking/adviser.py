"""The adviser's parts in MLflow, each an experiment, rebuilt from the files they left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tasks.advisor.results import METRICS, read_metrics
from tasks.paths import Project
from tasks.salary.results import QUERY_MODEL, SALARY, read_salary
from tasks.topics.choose import quality
from tasks.topics.results import read_topics
from tasks.tracking.models import ModelRun, SavedModel, log_models
from tasks.tracking.store import experiment_id, open_store

Part = Literal["topics", "salary", "advisor"]
QUERY = "query model"


class Logged(NamedTuple):
    """The runs of one part, and the name of the best one."""

    runs: Sequence[ModelRun]
    champion: str


def log_part(project: Project, part: Part) -> None:
    """Log one part; the same files again change nothing."""
    logged = READERS[part](project)
    if logged:
        client = open_store(project)
        experiment = experiment_id(client, project, part)
        log_models(client, experiment, logged.runs, f"skillpath-{part}", logged.champion)


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
    return Logged(runs, max(topics.kept, key=lambda name: quality(topics.kept[name])))


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


def salary_runs(project: Project) -> Logged | None:
    """A run a model and protocol; the query model is registered with the one for skills alone."""
    found = read_salary(project.salary)
    if found is None:
        return None
    runs = []
    for one in (*found["vacancy"], *found["query"]):
        protocol = {
            name: one[name] for name in ("model", "given", "folds", "window") if name in one
        }
        taken = one is found["query"][0]
        example = {"skills": ["python, sql"], "title": [""], "city": [""]}
        metrics = {name: one[name]["mean"] for name in ("rmse_over_range", "rmse", "mae")}
        runs.append(
            ModelRun(
                QUERY if taken else " · ".join(protocol.values()),
                {"kind": "salary", "study": found["study"]},
                protocol | {"folds measured": one["folds_measured"]},
                metrics | _numbers({name: one[name] for name in ("coverage", "width")}),
                artifacts=[project.salary / SALARY, *_pictures(project.salary)] if taken else (),
                model=SavedModel(
                    "tasks.tracking.serving.salary", project.salary / QUERY_MODEL, example
                )
                if taken
                else None,
            )
        )
    return Logged(runs, QUERY)


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
    return Logged(runs, found["default"])


READERS: dict[Part, Callable[[Project], Logged | None]] = {
    "topics": topic_runs,
    "salary": salary_runs,
    "advisor": advisor_runs,
}
