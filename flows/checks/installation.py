"""Checks of what is installed, and of the place that it runs in."""

from __future__ import annotations

import platform
import shutil
import subprocess
import tempfile
from importlib.metadata import distributions

from flows.checks.finding import Finding
from tasks.paths import Project

GIGABYTE = 1e9
LITTLE_SPACE, NO_SPACE = 5 * GIGABYTE, 0.2 * GIGABYTE
DIFFERENCES_SHOWN = 6
GO_TO_ROOT = "go to the folder with pyproject.toml and params.yaml and run this there"
REINSTALL = "install the locked versions: remove .venv and run `make repro`"


def check_python(project: Project) -> Finding:
    """This Python against ``requires-python``."""
    import tomllib

    from packaging.specifiers import SpecifierSet

    path = project.root / "pyproject.toml"
    if not path.is_file():
        return Finding("fail", f"{project.root.resolve()} is not the project's root", GO_TO_ROOT)
    wanted = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["requires-python"]
    version = platform.python_version()
    if version in SpecifierSet(wanted, prereleases=True):
        return Finding("ok", f"Python {version}, as {path} asks ({wanted})")
    remedy = "remove .venv and run `make repro PYTHON=…` with such a Python"
    return Finding("fail", f"Python {version}, but {path} asks for {wanted}", remedy)


def check_packages(project: Project) -> Finding:
    """The installed packages against ``requirements.lock``; what is installed besides is fine."""
    path = project.root / "requirements.lock"
    if not path.is_file():
        return Finding("warn", f"{path} is missing", "restore it: `git checkout requirements.lock`")
    locked = dict(
        line.split("==") for line in path.read_text(encoding="utf-8").split() if "==" in line
    )
    found = {_plain(one.metadata["Name"]): one.version for one in distributions()}
    differences = [
        f"{name} {found.get(_plain(name), 'is not installed')}, locked {version}"
        for name, version in locked.items()
        if _without_build(found.get(_plain(name), "")) != _without_build(version)
    ]
    if not differences:
        return Finding("ok", f"{len(locked)} packages as {path} has them")
    shown = differences[:DIFFERENCES_SHOWN]
    if len(differences) > len(shown):
        shown.append(f"… and {len(differences) - len(shown)} more")
    told = f"{len(differences)} of {len(locked)} packages are not those of {path}"
    return Finding("warn", told, REINSTALL, tuple(shown))


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _without_build(version: str) -> str:
    return version.partition("+")[0]


def check_git(project: Project) -> Finding:
    """The program git, and that the project is a checkout: DVC and provenance go by it."""
    if not shutil.which("git"):
        return Finding("fail", "git is not installed", "install it: DVC needs it")
    command = ["git", "-C", str(project.root), "rev-parse", "--short=12", "HEAD"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode:
        reason = " ".join(told.stderr.split())
        remedy = "clone the repository, or `git init` and commit; results name the commit"
        return Finding("warn", f"no commit of git here ({reason})", remedy)
    return Finding("ok", f"git, at commit {told.stdout.strip()}")


def check_disk(project: Project) -> Finding:
    """Space and write access where the state and the data lie."""
    free = []
    for folder in (project.state, project.raw.parent):
        there = next(one for one in (folder, *folder.resolve().parents) if one.is_dir())
        try:
            with tempfile.TemporaryFile(dir=there) as file:
                file.write(b"doctor")
        except OSError as error:
            told = f"{folder} cannot be written to ({error.strerror})"
            return Finding("fail", told, "free some space, or make it writable for this user")
        free.append(shutil.disk_usage(there).free)
    told = f"{min(free) / GIGABYTE:.1f} GB free for {project.state} and {project.raw.parent}"
    if min(free) < NO_SPACE:
        return Finding("fail", told, "free some space: every stage writes there")
    if min(free) < LITTLE_SPACE:
        remedy = "real corpora, vectors and journals take some GB: free some space"
        return Finding("warn", told, remedy)
    return Finding("ok", told)
