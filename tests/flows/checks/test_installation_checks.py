"""What is installed and where: every check is made to fail once, and says why."""

from __future__ import annotations

import shutil
from typing import NoReturn

import pytest
from small_study import CHECKOUT

from flows.checks import installation
from tasks.paths import Project


def test_a_python_outside_the_range_fails(project: Project) -> None:
    assert installation.check_python(project).level == "ok"
    path = project.root / "pyproject.toml"
    path.write_text('[project]\nrequires-python = ">=3.99"\n')
    found = installation.check_python(project)
    assert (found.level, ">=3.99" in found.told) == ("fail", True)
    path.unlink()
    assert "is not the project's root" in installation.check_python(project).told


def test_packages_that_differ_are_listed_and_a_build_does_not_count(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = project.root / "requirements.lock"
    installed = {one.metadata["Name"]: one.version for one in installation.distributions()}
    numpy = installed["numpy"]
    lock.write_text(f"numpy=={numpy}+cpu\nNot.There==1\nprefect==0.1\n")
    found = installation.check_packages(project)
    assert found.level == "warn"
    assert found.details == (
        "Not.There is not installed, locked 1",
        f"prefect {installed['prefect']}, locked 0.1",
    )
    lock.write_text(f"numpy=={numpy}\n")
    assert installation.check_packages(project).level == "ok"
    lock.write_text("".join(f"missing{number}==1\n" for number in range(100)))
    assert installation.check_packages(project).details[-1] == "… and 94 more"
    lock.unlink()
    assert installation.check_packages(project).level == "warn"


def test_a_folder_without_commits_is_a_warning_and_no_git_a_failure(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation.check_git(project).level == "warn"
    assert installation.check_git(Project(CHECKOUT)).level == "ok"
    monkeypatch.setenv("PATH", "")
    assert installation.check_git(project).level == "fail"


def test_a_full_disk_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installation.check_disk(project).level in ("ok", "warn")
    for free, level in ((1e8, "fail"), (1e9, "warn"), (1e11, "ok")):
        usage = shutil._ntuple_diskusage(2e11, 1e11, free)  # type: ignore[attr-defined]
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        assert installation.check_disk(project).level == level


def test_a_state_that_cannot_be_written_to_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(installation.tempfile, "TemporaryFile", refused)
    found = installation.check_disk(project)
    assert found.level == "fail"
    assert ".skillpath cannot be written to (Permission denied)" in found.told
