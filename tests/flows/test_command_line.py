"""The command `skillpath`: what it prints where, and its exit status."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml
from small_study import own_environment, skillpath, small_values, write_parameters

from flows import cli, stages
from flows.workers import FlowFailed
from tasks.errors import UserError
from tasks.paths import Project

COMMANDS = (
    "advise", "select", "collect", "download", "normalise", "skills", "topics", "salary",
    "evaluate", "embed", "sweep", "report", "track", "keep", "restore", "statistics",
    "status", "serve", "doctor", "ui",
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with parameters, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    return write_parameters(tmp_path, small_values(tmp_path / "own"))


def raising(error: BaseException) -> Any:
    def stage(*_: object) -> NoReturn:
        raise error

    return stage


def test_what_a_stage_says_goes_to_standard_output(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stages, "report", lambda *_: "written")
    assert cli.main(["report"]) == 0
    assert capsys.readouterr() == ("written\n", "")


def test_whoever_stops_reading_ends_it_quietly() -> None:
    script = (
        "import sys; from flows import cli; "
        "cli._run = lambda *_: 'told ' * 1_000_000; sys.exit(cli.main(['report']))"
    )
    command = f'{sys.executable} -c "{script}" | head -c 4; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (cli.CUT_SHORT, "told", "")


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (UserError("mend this"), 2, "skillpath report: mend this\n"),
        (FlowFailed("1 of 2 failed:\n  this one"), 1, "skillpath report: 1 of 2 failed:\n  this"),
        (KeyboardInterrupt(), 130, "skillpath report: stopped; what was finished is kept, and the"),
    ],
)
def test_every_ending_has_its_status_and_a_sentence_without_a_traceback(
    error: BaseException,
    status: int,
    told: str,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stages, "report", raising(error))
    assert cli.main(["report"]) == status
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith(told)
    assert "Traceback" not in errors


@pytest.mark.parametrize("error", [RuntimeError("a bug"), KeyError("a bug")])
def test_a_programming_error_is_not_hidden(
    error: Exception, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "report", raising(error))
    with pytest.raises(type(error), match="a bug"):
        cli.main(["report"])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["swep"],
        ["sweep"],
        ["sweep", "--corpora", "atis"],
        ["normalise"],
        ["normalise", "--corpus", "atis", "--vacancies"],
        ["advise"],
        ["advise", "python", "--top", "0"],
        ["collect", "--into", "here"],
        ["collect", "--text", "python"],
        ["collect", "--text", "python", "--into", "here", "--since", "yesterday"],
        ["statistics"],
        ["statistics", "here", "--planned", "ours"],
        ["statistics", "here", "--planned", "ours:"],
        ["statistics", "here", "--planned", "ours:ours"],
    ],
)
def test_a_wrong_command_is_a_users_mistake(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == cli.USERS_MISTAKE
    assert "usage: skillpath" in capsys.readouterr().err


def test_every_command_has_a_line_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])
    assert caught.value.code == 0
    told = capsys.readouterr().out
    assert re.findall(r"^    (\w+)(?=\s+(?:\S+\s+){4})", told, re.MULTILINE) == list(COMMANDS)
    for command in COMMANDS:
        with pytest.raises(SystemExit) as caught:
            cli.main([command, "--help"])
        assert caught.value.code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["normalise", "--corpus", "smaple"], "corpora has no entry 'smaple'; did you mean 'sam"),
        (["embed", "--corpus", "smaple"], "corpora has no entry 'smaple'; did you mean 'sample'"),
        (["embed", "--corpus", "sample"], "train.conll"),
        (["report"], "data/sweeps/sample/tagger"),
        (["track"], "no finished sweep under data/sweeps, and no adviser: run `dvc repro` first"),
        (["keep", "kept"], "data/sweeps/sample/tagger is not the folder of a sweep"),
        (["statistics", "nowhere"], "nowhere/curves.csv is missing: run the sweep"),
        (["restore", "nowhere"], "is missing: run `skillpath normalise --corpus sample`"),
    ],
)
def test_what_is_missing_is_told_in_one_line(
    arguments: list[str], told: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == cli.USERS_MISTAKE
    errors = capsys.readouterr().err
    assert errors.startswith(f"skillpath {arguments[0]}: ")
    assert told in errors
    assert errors.count("\n") == 1


def test_a_mistake_in_params_yaml_is_told_from_the_shell(project: Project) -> None:
    values = yaml.safe_load(project.params.read_text(encoding="utf-8"))
    values["sweep"]["strategies"] = ["randon"]
    write_parameters(project.root, values)
    command = skillpath("sweep", "--corpus", "sample")
    done = subprocess.run(
        command, cwd=project.root, env=own_environment(), capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    lines = project.params.read_text(encoding="utf-8").splitlines()
    line = 1 + lines.index("  strategies:")
    assert done.stderr == (
        f"skillpath sweep: params.yaml:{line}: sweep.strategies: there is no query strategy "
        "'randon': did you mean 'random'?\n"
    )


def test_outside_of_a_project_it_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["download"]) == cli.USERS_MISTAKE
    assert "params.yaml is missing: run this from the project's root" in capsys.readouterr().err
