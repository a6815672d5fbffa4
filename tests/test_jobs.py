"""Jobs: named by what decides their result, done once, ended with their parent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tasks.errors import UserError
from tasks.jobs import Job, order_job

MODULE = """
import os
from pathlib import Path
from tasks.errors import UserError

def add(folder, *, a, b, source):
    (folder / "side.txt").write_text("beside")
    return {"sum": a + b, "read": Path(source).read_text()}

def refuse(folder):
    raise UserError("mend the table")

def fall(folder):
    return [][0]

def wait(folder):
    (folder / "began").touch()
    os.read(os.open(os.environ["FIFO"], os.O_RDONLY), 1)
"""


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs a job's command in a process that finds the module of made-up functions."""
    (tmp_path / "made_up_jobs.py").write_text(MODULE)
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])

    def start(job: Job, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", *job.command()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path, **environment},
            cwd=tmp_path,
        )

    return start


def ordered(tmp_path: Path, function: str = "add", **arguments: Any) -> Job:
    return order_job(tmp_path / "jobs", "a job", f"made_up_jobs:{function}", [], **arguments)


def test_a_job_calls_its_function_and_keeps_the_result(tmp_path: Path, run: Any) -> None:
    source = tmp_path / "source.txt"
    source.write_text("words")
    job = order_job(
        tmp_path / "jobs", "a job", "made_up_jobs:add", [source], a=1, b=2, source=source
    )
    assert not job.finished()
    assert run(job).wait() == 0
    assert job.finished()
    assert job.result() == {"sum": 3, "read": "words"}
    assert (job.folder / "side.txt").read_text() == "beside"


def test_a_mistake_of_the_users_is_one_sentence_and_status_2(tmp_path: Path, run: Any) -> None:
    job = ordered(tmp_path, "refuse")
    process = run(job)
    assert (process.wait(), process.stdout.read(), process.stderr.read()) == (
        2,
        "mend the table\n",
        "",
    )
    assert not job.finished()


def test_any_other_error_leaves_no_result(tmp_path: Path, run: Any) -> None:
    job = ordered(tmp_path, "fall")
    process = run(job)
    assert process.wait() == 1
    assert "IndexError" in process.stderr.read()
    assert not job.finished()


def test_a_job_ends_when_its_parent_does(tmp_path: Path, run: Any) -> None:
    os.mkfifo(tmp_path / "fifo")
    job = ordered(tmp_path, "wait")
    process = run(job, FIFO=str(tmp_path / "fifo"))
    deadline = time.monotonic() + 30
    while not (job.folder / "began").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.stdin.close()
    assert process.wait(10) == 1
    assert not job.finished()


def test_equal_calls_share_a_folder_and_different_ones_do_not(tmp_path: Path) -> None:
    first, second = tmp_path / "one" / "file", tmp_path / "two" / "file"
    for file in (first, second):
        file.parent.mkdir()
        file.write_text("same")

    def folder(function: str = "made_up_jobs:add", source: Path = first, **more: Any) -> Path:
        values = {"a": 1, "b": 2} | more
        return order_job(
            tmp_path / "jobs", "any name", function, [source], source=source, **values
        ).folder

    assert folder() == folder(source=second)  # where a file lies does not count
    others = {folder(a=2), folder("made_up_jobs:subtract"), folder(c=3)}
    second.write_text("other")
    others.add(folder(source=second))
    assert len(others) == 4
    assert folder() not in others


def test_the_code_behind_a_function_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ordered(tmp_path).folder
    monkeypatch.setattr("tasks.jobs.hash_of_code", lambda _: "other")
    assert ordered(tmp_path).folder != before


def test_a_missing_input_is_told_with_the_remedy(tmp_path: Path) -> None:
    missing = tmp_path / "skills.parquet"
    with pytest.raises(UserError, match=r"skills\.parquet is missing: run the earlier stages"):
        order_job(tmp_path, "a job", "made_up_jobs:add", [missing])


def test_the_order_can_be_read_by_people(tmp_path: Path) -> None:
    job = ordered(tmp_path, a=1, b=2, source=tmp_path)
    module, path = job.command()
    assert module == "tasks.jobs"
    assert json.loads(Path(path).read_text()) == {
        "function": "made_up_jobs:add",
        "arguments": {"a": 1, "b": 2, "source": str(tmp_path)},
    }
