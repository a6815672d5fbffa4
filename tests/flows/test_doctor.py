"""`skillpath doctor`: whatever a check does, it stops no other."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from running import Command
from waiting import wait_for

from flows import doctor
from flows.checks.finding import Check, Finding
from tasks.errors import UserError
from tasks.paths import Project


def test_all_is_well_in_a_new_project(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "try_flow", lambda _: Finding("ok", "a flow ran"))
    levels = [finding.level for finding in doctor.examine(project)]
    assert len(levels) == len(doctor.CHECKS) + len(doctor.MEANWHILE) + 1
    assert "fail" not in levels


def raising(error: BaseException) -> Check:
    def check(_: Project) -> NoReturn:
        raise error

    return check


def test_whatever_a_check_does_the_others_go_on(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "try_flow", lambda _: time.sleep(60))
    checks = {
        "one": raising(UserError("a.yaml: line 3: wrong: mend it")),
        "two": raising(RuntimeError("odd\nthings")),
        "three": raising(SystemExit(3)),
        "four": lambda _: time.sleep(60),
        "five": lambda _: Finding("ok", "fine"),
    }
    began = time.monotonic()
    found = list(doctor.examine(project, 2.0, checks, {}))  # type: ignore[arg-type]
    assert time.monotonic() - began < 10
    assert [one.level for one in found] == ["fail"] * 4 + ["ok", "warn"]
    told = [one.told for one in found]
    assert told[0] == "one: a.yaml: line 3: wrong: mend it"
    assert told[1] == "two: RuntimeError: odd things"
    assert told[3].startswith("four: no answer within")
    assert told[5].startswith("a trial flow: no answer within")


def test_outside_of_a_project_nothing_is_left_behind(tmp_path: Path) -> None:
    found = list(doctor.examine(Project(tmp_path)))
    assert found[0].told.endswith("is not the project's root")
    assert found[-1].told == "a trial flow: not tried outside of a project"
    assert [one.told for one in found if one.told.startswith("params.yaml: ")] != []
    assert list(tmp_path.iterdir()) == []


def test_failures_make_the_command_fail_and_warnings_do_not(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = [Finding("ok", "one"), Finding("warn", "two", "do this", ("a", "b"))]
    monkeypatch.setattr(doctor, "examine", lambda *_: iter(findings))
    assert doctor.doctor(project) == "2 checks, nothing fails, 1 warnings"
    assert capsys.readouterr().out == (
        "ok    one\nwarn  two\n        a\n        b\n      → do this\n"
    )
    findings.append(Finding("fail", "three", "do that"))
    with pytest.raises(UserError, match="1 of 3 checks failed"):
        doctor.doctor(project)


@pytest.mark.slow
def test_the_command_runs_a_flow_and_leaves_no_process(
    project: Project, command: Callable[..., Command]
) -> None:
    project.params.write_text("sweep: [")
    status, told = (running := command(project.root, "doctor")).end()
    lines = [line for line in told.splitlines() if line.startswith(("ok ", "warn ", "fail "))]
    assert status == 2
    assert any(
        line.startswith("fail  params.yaml: params.yaml is not valid YAML") for line in lines
    )
    assert any(line.startswith(("ok    a trial flow ran", "warn  a trial flow")) for line in lines)
    assert told.splitlines()[-1].startswith("skillpath doctor: ")
    assert wait_for(lambda: not running.descendants(), 30)
