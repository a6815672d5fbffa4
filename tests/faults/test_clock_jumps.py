"""The wall clock jumps to and fro by days while a sweep runs."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from study import Study

pytestmark = pytest.mark.slow

DAYS = """
import time
began, patience = time.time(), time.monotonic() + 10
days = 0
while not days and time.monotonic() < patience:
    time.sleep(0.1)
    days = round(abs(time.time() - began) / 86_400)
print(days)
"""


@pytest.fixture
def jumping(tmp_path: Path) -> dict[str, str]:
    """The environment of processes whose wall clock jumps."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("the clock of other processes is only changed on Linux with a C compiler")
    source, library = Path(__file__).with_name("jumping_clock.c"), tmp_path / "clock.so"
    command = [compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)
    environment = {"LD_PRELOAD": str(library)}
    seen = subprocess.run([sys.executable, "-c", DAYS], env=environment, capture_output=True)
    assert seen.stdout == b"2\n"
    return environment


def test_results_are_the_same_and_no_duration_is_absurd(
    study: Study, undisturbed: dict[str, bytes], jumping: dict[str, str]
) -> None:
    began = time.monotonic()
    status, told = study.sweep(**jumping).end()  # with a Prefect server and a store of its own
    took = time.monotonic() - began
    assert status == 0, told
    assert "Traceback" not in told
    assert study.results() == undisturbed
    with (study.project.sweep("sample", "tagger") / "timings.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seconds = [float(row[name]) for row in rows for name in ("train_seconds", "select_seconds")]
    assert all(0 <= one < took for one in seconds)
    assert sum(seconds) < 2 * took  # two at a time
    for left in re.findall(r"left (\d+) s", told):
        assert int(left) < 10 * took
    assert not re.search(r"left \d+ (min|h)", told) or took > 30
