"""dvc.yaml: stages that call the command line, in the order in which data flows."""

from __future__ import annotations

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

from flows import cli
from tasks.paths import Project

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
    chosen = cli._parser().parse_args(arguments)
    assert chosen.command == stage
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


def test_outputs_lie_where_the_project_looks_for_them() -> None:
    project = Project()
    expected = {
        "download": project.raw,
        "normalise": project.corpus("sample"),
        "embed": project.vectors("sample"),
        "sweep": project.sweep("sample", "tagger"),
        "report": project.report,
    }
    assert {stage: [filled(out) for out in STAGES[stage]["outs"]] for stage in STAGES} == {
        stage: [path.as_posix()] for stage, path in expected.items()
    }


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what DVC reads, with two corpora in the study."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("dvc.yaml", ".dvc/config", "data/sources.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / name, root / name)
    values = {**PARAMETERS, "sweep": {**PARAMETERS["sweep"], "corpora": ["sample", "atis"]}}
    (root / "params.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    local = root / ".dvc" / "config.local"  # the copy is no Git repository
    local.write_text("[core]\n    no_scm = true\n", encoding="utf-8")
    return root


def dvc(checkout: Path, *arguments: str) -> str:
    command = [Path(sys.executable).with_name("dvc"), *arguments]
    done = subprocess.run(
        command, cwd=checkout, env=own_environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_data_flows_from_download_to_report(checkout: Path) -> None:
    edges = re.findall(r'"(.+?)" -> "(.+?)"', dvc(checkout, "dag", "--dot"))
    found: dict[str, set[str]] = {}
    for before, after in edges:
        found.setdefault(after, set()).add(before)
    swept = {"sweep@atis-tagger", "sweep@sample-tagger"}
    expected = {}
    for corpus in ("atis", "sample"):
        expected[f"normalise@{corpus}"] = {"download"}
        expected[f"embed@{corpus}"] = {"download", f"normalise@{corpus}"}
        expected[f"sweep@{corpus}-tagger"] = {f"normalise@{corpus}", f"embed@{corpus}"}
    assert found.pop("report") >= swept
    assert found == expected
