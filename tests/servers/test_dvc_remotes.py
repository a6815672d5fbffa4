"""DVC with a remote: what one clone has made, another gets instead of making it again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from small_study import CHECKOUT, own_environment, small_values, write_corpus

FILES = ("dvc.yaml", ".dvc/config", ".dvcignore", ".gitignore", "data/sources.yaml")
FOLDERS = ("corpora", "vectors", "sweeps")  # of many outputs, so they lie in Git
LAST = "embed@sample"  # with all the stages before it
OUTPUTS = (
    "data/raw",
    "data/vacancies",
    "data/skills",
    "data/corpora/sample",
    "data/vectors/sample",
)
KEYS = {"AWS_ACCESS_KEY_ID": "someone", "AWS_SECRET_ACCESS_KEY": "geheim"}

pytestmark = pytest.mark.slow


def run(root: Path, *command: str) -> str:
    """Run a command in a clone, with this interpreter's commands first on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = own_environment(
        PATH=path,
        PYTHONPATH=str(root),
        GIT_CONFIG_GLOBAL=os.devnull,
        **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "someone"),
        **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "someone@example.org"),
        **KEYS,
    )
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the stages' outputs."""
    files = [file for name in OUTPUTS for file in (root / name).rglob("*") if file.is_file()]
    return {str(file.relative_to(root)): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of a small study, reproduced up to the stage `embed`."""
    root = tmp_path_factory.mktemp("made")
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / name, root / name)
    for name in FOLDERS:
        (root / "data" / name).mkdir()
        (root / "data" / name / ".gitkeep").touch()
    for name in ("flows", "tasks"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / name, root / name, ignore=ignored)
    own = write_corpus(tmp_path_factory.mktemp("own"))
    (root / "params.yaml").write_text(yaml.safe_dump(small_values(own)), encoding="utf-8")
    run(root, "git", "init", "--quiet")
    run(root, "dvc", "repro", "--quiet", LAST)
    assert contents(root)
    return root


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 service with a bucket `made`."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )
    client.create_bucket(Bucket="made")
    yield address
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def add_remote(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Path], None]:
    """Gives a repository a remote of each kind, by the commands of docs/servers.md."""

    def add(root: Path) -> None:
        if request.param == "folder":
            run(root, "dvc", "remote", "add", "--force", "--default", "store", str(tmp_path / "s"))
            return
        address = request.getfixturevalue("s3")
        run(root, "dvc", "remote", "add", "--force", "--default", "store", "s3://made/skillpath")
        run(root, "dvc", "remote", "modify", "store", "endpointurl", address)

    return add


def test_a_second_clone_pulls_what_the_first_pushed_and_makes_nothing_again(
    made: Path, add_remote: Callable[[Path], None], tmp_path: Path
) -> None:
    add_remote(made)
    run(made, "git", "add", ".")
    run(made, "git", "commit", "--quiet", "--allow-empty", "--message", "made")
    run(made, "dvc", "push", "--quiet", "--with-deps", LAST)
    held = {path.name for path in made.rglob("*") if b"geheim" in _read(path)}
    assert held == set()

    clone = tmp_path / "clone"
    run(tmp_path, "git", "clone", "--quiet", str(made), str(clone))
    assert contents(clone) == {}
    run(clone, "dvc", "pull", "--quiet", "--with-deps", LAST)
    assert contents(clone) == contents(made)
    stale = json.loads(run(clone, "dvc", "status", "--json", "--with-deps", LAST))
    assert stale == {"download": ["always changed"]}
    told = run(clone, "dvc", "repro", LAST)
    ran = [line for line in told.splitlines() if line.startswith("Running stage")]
    assert ran == ["Running stage 'download':"]  # which looks outside whether something changed
    assert run(clone, "git", "status", "--porcelain") == ""


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
