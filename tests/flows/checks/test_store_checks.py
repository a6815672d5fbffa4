"""The stores, and a flow that is run: every check is made to fail once, and says why."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from small_study import CHECKOUT, own_environment

from flows.checks import stores
from tasks.paths import Project


def database(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE numbers (number INTEGER)")
        made.executemany("INSERT INTO numbers VALUES (?)", [(one,) for one in range(20_000)])
        made.commit()
    return path


def test_a_store_is_told_whole_damaged_or_locked_and_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a b" / "store.db"
    assert stores.look_at_sqlite(path, "S").level == "ok"
    assert not path.exists()
    before = database(path).read_bytes()
    assert stores.look_at_sqlite(path, "S").level == "ok"
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        found = stores.look_at_sqlite(path, "S")
    assert (found.level, "locked by another process" in found.told) == ("warn", True)
    for damaged in (b"no database at all" * 100, before[:5000] + b"\xff" * 9000 + before[14000:]):
        path.write_bytes(damaged)
        found = stores.look_at_sqlite(path, "S")
        assert (found.level, "damaged" in found.told) == ("fail", True)
    path.unlink()
    path.mkdir()
    assert stores.look_at_sqlite(path, "S").level == "fail"


def test_a_prefect_server_that_is_silent_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    found = stores.check_prefect_store(project)
    assert (found.level, "silent" in found.told) == ("fail", True)


def test_who_holds_the_lock_of_mlflow_is_not_waited_for(project: Project) -> None:
    project.mlflow.mkdir(parents=True)
    database(project.mlflow / "mlflow.db")
    with (project.mlflow / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        found = stores.check_mlflow_store(project)
    assert (found.level, "another process" in found.told) == ("warn", True)


@pytest.fixture
def broken_fastapi(tmp_path: Path) -> str:
    """A folder for PYTHONPATH whose FastAPI does not go with Prefect, though it can be imported."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import importlib.util, sys\n"
        "class Broken:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'prefect.server.api.server':\n"
        "            raise TypeError(\"Body() got an unexpected keyword argument 'min_items'\")\n"
        "sys.meta_path.insert(0, Broken())\n"
    )
    return str(folder)


@pytest.mark.slow
def test_a_flow_that_dies_at_run_time_is_seen(
    project: Project, broken_fastapi: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([broken_fastapi, str(CHECKOUT)]))
    found = stores.try_flow(project)
    assert found.level == "fail"
    assert "did not start" in found.told
    assert "install the locked versions" in found.remedy


@pytest.mark.parametrize(
    "trouble", ["UserError('no answer at {}')", "RuntimeError('Client error for url {}')"]
)
def test_no_password_gets_into_the_log_of_the_trial_flow(trouble: str, tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from flows import trial\n"
        "from tasks.errors import UserError\n"
        "def fail(_):\n"
        f"    raise {trouble.format('http://me:Geheim@host:4200/api')}\n"
        "trial.prefect_server = fail\n"
        "sys.exit(trial.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=own_environment(), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "http://me:***@host:4200/api" in done.stdout.rstrip().splitlines()[-1]
    assert "Geheim" not in done.stdout + done.stderr
