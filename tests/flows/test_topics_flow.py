"""The topics flow on a small embedded table: jobs fanned out, files kept, models registered."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import Command
from small_study import small_values, write_parameters
from waiting import wait_for

from flows import stages
from flows.workers import FlowFailed
from tasks.parameters import Parameters, read_parameters
from tasks.paths import Project
from tasks.skills.texts import SkillText, write_skill_texts

pytestmark = pytest.mark.slow

TRADES = (
    ("python", "django", "postgresql", "celery", "redis"),
    ("photoshop", "figma", "illustrator", "типографика", "ui"),
    ("1с", "бухгалтерия", "отчетность", "налоги", "excel"),
)


def small_texts(count: int = 60) -> list[SkillText]:
    """Vacancies of three trades that share no skill."""
    texts = []
    for number in range(count):
        trade = TRADES[number % 3]
        skills = tuple(trade[(number // 3 + step) % 5] for step in range(4))
        texts.append(SkillText(str(number), skills, skills, skills, " ".join(skills)))
    return texts


@pytest.fixture
def study(tmp_path: Path) -> tuple[Parameters, Project]:
    values: dict[str, Any] = small_values(tmp_path / "own")
    values["vacancies"]["tables"] = ["sample"]
    models = {
        kind: {
            "kind": kind,
            "preset": "report",
            "text": "filtered",
            "topics": topics,
            "options": {},
        }
        for kind, topics in (("nmf", 3), ("clusters", "auto"))
    }
    models["nmf"]["options"] = {"min_df": 1, "max_df": 1.0}
    methods = {"popularity": {"recommender": "popularity", "options": {}}}
    values["advisor"] |= {"methods": methods, "compared": [], "text_methods": []}
    values["topics"] = {"models": models, "numbers": [2, 4], "seeds": 2, "held_out_share": 0.2}
    project = write_parameters(tmp_path, values)
    write_skill_texts(project.skills, small_texts())
    return read_parameters(project.params), project


def contents(project: Project) -> dict[str, bytes]:
    return {
        str(path.relative_to(project.topics)): path.read_bytes()
        for path in sorted(project.topics.rglob("*"))
        if path.is_file()
    }


def test_models_are_measured_chosen_kept_and_registered(
    server: str, study: tuple[Parameters, Project]
) -> None:
    from tasks.topics.model import load_model
    from tasks.topics.results import read_topics
    from tasks.tracking.adviser import log_part
    from tasks.tracking.store import open_store

    parameters, project = study
    told = stages.topics(parameters, project)
    assert told.startswith("10 models measured; kept clusters with ")

    topics = read_topics(project.topics)
    assert topics is not None
    assert {(one["model"], one["topics"]) for one in topics.sweep} == {
        ("nmf", 2), ("nmf", 3), ("nmf", 4), ("clusters", 2), ("clusters", 4),
    }  # fmt: skip
    assert topics.chosen["nmf"]["topics"] == 3
    assert set(topics.stability) == set(topics.kept) == {"nmf", "clusters"}
    model = load_model(project.topics / "nmf")
    trades = model.transform([list(trade) for trade in TRADES]).argmax(axis=1)
    assert len(set(trades)) == 3

    client = open_store(project)
    (registered,) = client.search_registered_models()
    assert (registered.name, list(registered.aliases)) == ("skillpath-topics", ["champion"])
    experiment = client.get_experiment_by_name("topics")
    runs = client.search_runs([experiment.experiment_id])
    assert len(runs) == 12
    log_part(project, "topics")  # again: nothing changes
    assert len(client.search_runs([experiment.experiment_id])) == 12
    assert len(client.search_model_versions("name = 'skillpath-topics'")) == 2

    before = contents(project)
    log = next(project.jobs.glob("*/log.txt"))
    written = log.stat().st_mtime_ns
    stages.topics(parameters, project)
    assert contents(project) == before
    assert log.stat().st_mtime_ns == written  # nothing was done twice


def test_a_job_that_fails_is_named_and_the_others_are_kept(
    server: str, study: tuple[Parameters, Project]
) -> None:
    parameters, project = study
    values = parameters.model_dump(mode="json")
    values["topics"]["models"]["clusters"]["options"] = {"min_df": 61}  # more than there are
    with pytest.raises(FlowFailed) as caught:
        stages.topics(Parameters.model_validate(values), project)
    lines = str(caught.value).splitlines()
    assert lines[0] == "4 of 10 jobs failed; run the same again to do only these:"
    assert all("clusters" in line and "min_df" in line for line in lines[1:])
    assert len(list(project.jobs.glob("*/result.json"))) == 6


@pytest.mark.parametrize(
    ("ending", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_an_ended_command_leaves_nothing_running_and_the_next_one_goes_on(
    ending: signal.Signals,
    status: int,
    server: str,
    study: tuple[Parameters, Project],
    command: Callable[..., Command],
) -> None:
    parameters, project = study
    running = command(project.root, "topics", PREFECT_API_URL=server)
    wait_for(lambda: list(project.jobs.glob("*/result.json")), 120)
    running.descendant("tasks.jobs")
    running.process.send_signal(ending)
    ended, told = running.end()
    assert ended == status, told
    assert told.startswith("topics: jobs 0/10 · left …\n")  # no warning stands before it
    assert "Traceback" not in told
    stopped = "skillpath topics: stopped; what was finished is kept, and the same command goes on"
    assert (stopped in told) == (ending == signal.SIGINT)
    wait_for(lambda: not running.descendants(), 15)
    assert not project.topics.exists()

    results = {path: path.stat().st_mtime_ns for path in project.jobs.glob("*/result.json")}
    assert 0 < len(results) < 10
    assert stages.topics(parameters, project).startswith("10 models measured; ")
    assert {path: path.stat().st_mtime_ns for path in results} == results


def test_a_study_without_vacancies_passes_through_empty(study: tuple[Parameters, Project]) -> None:
    parameters, project = study
    values = parameters.model_dump(mode="json")
    values["vacancies"]["tables"] = []
    (project.topics / "nmf").mkdir(parents=True)
    told = stages.topics(Parameters.model_validate(values), project)
    assert told == "no vacancies in this study (vacancies.tables is empty)"
    assert list(project.topics.iterdir()) == []
