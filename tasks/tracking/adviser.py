"""The adviser's parts in MLflow, each an experiment, rebuilt from the files they left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from tasks.paths import Project
from tasks.topics.choose import quality
from tasks.topics.results import read_topics
from tasks.tracking.models import ModelRun, SavedModel, log_models
from tasks.tracking.store import experiment_id, open_store

Part = Literal["topics", "salary", "advisor"]


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
                [folder / "keywords.csv"],
                SavedModel("tasks.tracking.serving.topics", folder, {"skills": ["python, sql"]}),
            )
        )
    return Logged(runs, max(topics.kept, key=lambda name: quality(topics.kept[name])))


def _numbers(values: Mapping[str, Any], prefix: str = "") -> dict[str, float]:
    return {
        f"{prefix}{name}": value for name, value in values.items() if isinstance(value, int | float)
    }


READERS: dict[Part, Callable[[Project], Logged | None]] = {"topics": topic_runs}
