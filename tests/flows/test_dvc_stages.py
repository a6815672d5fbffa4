"""dvc.yaml: stages that call the command line, in the order in which data flows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_study import CHECKOUT, own_environment

from flows.arguments import make_parser
from tasks.advisor.registry import module_of, recommender_names
from tasks.fingerprints import PACKAGE, files_behind
from tasks.paths import Project
from tasks.querying.registry import strategy_names

STAGES: dict[str, Any] = yaml.safe_load((CHECKOUT / "dvc.yaml").read_text(encoding="utf-8"))[
    "stages"
]
PARAMETERS = yaml.safe_load((CHECKOUT / "params.yaml").read_text(encoding="utf-8"))


def filled(text: str) -> str:
    return text.replace("${item.corpus}", "sample").replace("${item.architecture}", "tagger")


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_a_sub_command_of_its_name(stage: str) -> None:
    program, *arguments = shlex.split(filled(STAGES[stage]["cmd"]))
    assert program == "skillpath"
    chosen = make_parser().parse_args(arguments)
    assert chosen.command == {"vacancies": "normalise"}.get(stage, stage)
    if chosen.command == "normalise":
        assert chosen.vacancies == (stage == "vacancies")
    assert STAGES[stage]["desc"]


@pytest.mark.parametrize("stage", STAGES)
def test_every_parameter_that_a_stage_depends_on_exists(stage: str) -> None:
    for name in STAGES[stage].get("params", []):
        value = PARAMETERS
        for part in filled(name).split("."):
            assert part in value, name
            value = value[part]


@pytest.mark.parametrize("stage", STAGES)
def test_code_and_catalogue_that_a_stage_depends_on_exist(stage: str) -> None:
    for name in STAGES[stage]["deps"]:
        if not name.startswith("data/") or name.endswith(".yaml"):
            assert (CHECKOUT / name).exists(), name


# What does the work of each stage; recommenders and strategies are found by their names.
WORKERS = {
    "download": ["tasks.sources.fetch"],
    "vacancies": ["tasks.vacancies.normalise"],
    "skills": ["tasks.skills.stage"],
    "topics": ["tasks.topics.jobs", "tasks.topics.choose"],
    "salary": ["tasks.salary.cross_validation", "tasks.salary.fitting", "tasks.salary.results"],
    "evaluate": [
        *("tasks.advisor.jobs", "tasks.advisor.building", "tasks.advisor.results"),
        *map(module_of, recommender_names()),
    ],
    "normalise": ["tasks.corpora.normalise"],
    "embed": ["tasks.tagging.vectors.stage"],
    "sweep": [
        *("tasks.simulation.loop", "tasks.simulation.process", "tasks.simulation.results"),
        *(f"tasks.querying.strategies.{name}" for name in strategy_names()),
    ],
    "report": ["tasks.reporting.report"],
}
# Ways to read, write and fail: what they do to results shows in the code that uses them.
EVERYWHERE = {
    "addresses.py", "disk.py", "errors.py", "files.py", "fingerprints.py", "jobs.py", "locks.py",
    "paths.py", "settings.py", "__init__.py",
}  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_depends_on_all_the_code_behind_its_results(stage: str) -> None:
    files = {file for module in WORKERS[stage] for file in files_behind(module)}
    assert files
    read = {file.relative_to(PACKAGE).as_posix() for file in files} - EVERYWHERE
    depended = [name.removeprefix("tasks/") for name in STAGES[stage]["deps"]]
    missing = {
        file for file in read if not any(Path(file).is_relative_to(name) for name in depended)
    }
    assert missing == set()


def test_outputs_lie_where_the_project_looks_for_them() -> None:
    project = Project()
    expected = {
        "download": project.raw,
        "vacancies": project.vacancies,
        "skills": project.skills,
        "topics": project.topics,
        "salary": project.salary,
        "evaluate": project.advisor,
        "normalise": project.corpus("sample"),
        "embed": project.vectors("sample"),
        "sweep": project.sweep("sample", "tagger"),
        "report": project.report,
    }
    assert {stage: [filled(out) for out in STAGES[stage]["outs"]] for stage in STAGES} == {
        stage: [path.as_posix()] for stage, path in expected.items()
    }


def copy_of_dvcs_files(root: Path, corpora: list[str]) -> Path:
    """What DVC reads, with these corpora in the study."""
    shared = ("corpora", "vectors", "sweeps")  # folders of many outputs lie in Git
    for name in ("dvc.yaml", ".dvc/config", "data/sources.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / name, root / name)
    for name in shared:
        assert (CHECKOUT / "data" / name / ".gitkeep").is_file()
        (root / "data" / name).mkdir()
    (root / "tasks").symlink_to(CHECKOUT / "tasks")
    values = {**PARAMETERS, "sweep": {**PARAMETERS["sweep"], "corpora": corpora}}
    (root / "params.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    local = root / ".dvc" / "config.local"  # the copy is no Git repository
    local.write_text("[core]\n    no_scm = true\n", encoding="utf-8")
    return root


def dvc(checkout: Path, *arguments: str, **environment: str) -> str:
    command = [Path(sys.executable).with_name("dvc"), *arguments]
    done = subprocess.run(
        command, cwd=checkout, env=own_environment(**environment), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def graph(checkout: Path) -> dict[str, set[str]]:
    """Which stages come right before each."""
    found: dict[str, set[str]] = {}
    for before, after in re.findall(r'"(.+?)" -> "(.+?)"', dvc(checkout, "dag", "--dot")):
        found.setdefault(after, set()).add(before)
    return found


ADVISER = {
    "vacancies": {"download"},
    "skills": {"download", "vacancies"},
    "topics": {"skills"},
    "salary": {"vacancies", "skills"},
    "evaluate": {"vacancies", "skills", "topics", "salary"},
}


def test_data_flows_from_download_to_report(tmp_path: Path) -> None:
    found = graph(copy_of_dvcs_files(tmp_path, ["sample", "atis"]))
    expected = dict(ADVISER)
    for corpus in ("atis", "sample"):
        expected[f"normalise@{corpus}"] = {"download", "skills"}
        expected[f"embed@{corpus}"] = {"download", f"normalise@{corpus}"}
        expected[f"sweep@{corpus}-tagger"] = {f"normalise@{corpus}", f"embed@{corpus}"}
    reported = found.pop("report")
    assert reported >= {*ADVISER, "sweep@atis-tagger", "sweep@sample-tagger"}
    assert "download" not in reported
    assert found == expected


SKILLPATH = """#!/bin/sh
case $1 in
    download) out=raw ;;
    normalise) out=vacancies ;;
    evaluate) out=advisor ;;
    *) out=$1 ;;
esac
mkdir -p data/$out && echo "$@" | tee -a data/$out/file >> calls
"""


def test_without_corpora_the_advisers_stages_remain(tmp_path: Path) -> None:
    checkout = copy_of_dvcs_files(tmp_path, [])
    assert graph(checkout) == {**ADVISER, "report": {*ADVISER}}
    (checkout / "skillpath").write_text(SKILLPATH)
    (checkout / "skillpath").chmod(0o755)
    dvc(checkout, "repro", PATH=os.pathsep.join([str(checkout), os.environ["PATH"]]))
    calls = (checkout / "calls").read_text().splitlines()
    assert calls == [
        "download", "normalise --vacancies", "skills", "topics", "salary", "evaluate", "report",
    ]  # fmt: skip
