"""Runners on this machine: what simulations wait for, and how soon they end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from made_up_work import made_up_orders
from small_study import own_environment, prepare, small_values, write_corpus, write_parameters

from flows.orders import make_orders
from flows.workers import Slot
from tasks.parameters import read_parameters

pytestmark = pytest.mark.slow


class _Performed:
    """Stands in for a Prefect task: performs at once."""

    def submit(self, _name: str, call: Callable[[float], Any], _pauses: object) -> Any:
        return call(0.0)


def test_a_simulation_on_a_gpu_starts_within_its_share_of_it(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import runners

    held: list[Slot] = []

    @contextmanager
    def share(slot: Slot, _stopped: Callable[[], bool]) -> Iterator[None]:
        held.append(slot)
        yield
        held.remove(slot)

    def start(_work: object, slot: Slot) -> None:
        assert held == [slot]
        raise RuntimeError("started")

    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "7")
    monkeypatch.setattr("flows.runners.share_of_gpu", share)
    monkeypatch.setattr("flows.workers.start", start)
    project = write_parameters(tmp_path, small_values(tmp_path))
    (order,) = made_up_orders(tmp_path, ["random"], [0])
    task: Any = _Performed()
    runner = runners.make_runner(read_parameters(project.params))
    with pytest.raises(RuntimeError, match=r"^started$"):
        runner.submit(task, order, None, [])
    assert held == [Slot("7")]


STOPPED = """
from pathlib import Path
from flows.sweep import run_sweep
from tasks.parameters import read_parameters
from tasks.paths import Project

project = Project(Path())
run_sweep(read_parameters(project.params), "sample", "tagger", project, stop_after_hours=30 / 3600)
"""


@pytest.mark.parametrize("fails", [False, True])
def test_a_sweep_that_is_stopped_ends_soon_although_failures_are_tried_again(
    fails: bool, server: str, tmp_path: Path
) -> None:
    values = small_values(write_corpus(tmp_path / "own"), retries=2, retry_seconds=600)
    values["sweep"] |= {"strategies": ["wbadge"], "full_data": False, "seeds": 1}
    if fails:
        values["querying"]["wbadge"]["length_power"] = 1e6  # overflows: fails when it is used
    else:
        values["corpora"]["sample"]["epochs"] = 9000  # much more than it gets to
    project = prepare(tmp_path, values)
    (order,) = make_orders(read_parameters(project.params), "sample", "tagger", project)
    done = subprocess.run(
        [sys.executable, "-c", STOPPED],
        cwd=tmp_path,
        env=own_environment(PREFECT_API_URL=server),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert "exceeded timeout of 30.0 second(s)" in done.stderr
    assert order.log.read_text().count("Traceback") == fails  # it failed once, or ran until then
