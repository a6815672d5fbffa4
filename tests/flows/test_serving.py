"""``skillpath serve`` for real: runs started, edited, refused and cancelled over the API."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from running import Command
from small_study import CHECKOUT, prepare, small_values, write_corpus, write_parameters
from waiting import wait_for

from flows.cli import USERS_MISTAKE, main
from flows.server import free_port
from tasks.files import read_json
from tasks.simulation.journal import read_journal

pytestmark = pytest.mark.slow


class Served:
    """A project whose flows are served, and the API of its Prefect server."""

    def __init__(self, root: Path) -> None:
        self.project = prepare(root, small_values(write_corpus(root / "own")))
        port = free_port()
        self.command = Command(
            *(root, "serve", "--sweeps", "0 2 * * *", "--timezone", "Europe/Moscow"),
            *("--prefect-port", str(port), "--stop-after-hours", "6"),
        )
        self._api = httpx.Client(base_url=f"http://127.0.0.1:{port}/api", timeout=60)
        wait_for(self._deployments, 180)
        (self.deployment,) = self._deployments()

    def crash(self) -> None:
        """Kill the command and all that it has started, as a power cut does."""
        while alive := self.command.descendants():
            for process in alive:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.1)
        self.command.end()

    def _deployments(self) -> list[dict[str, Any]]:
        try:
            return list(self._api.post("/deployments/filter", json={}).json())
        except httpx.HTTPError:
            return []

    def start(self, **parameters: Any) -> httpx.Response:
        """Ask for a run as the UI does, again where SQLite is busy."""
        path = f"/deployments/{self.deployment['id']}/create_flow_run"

        def ask() -> httpx.Response | None:
            answer = self._api.post(path, json={"parameters": parameters})
            return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer

        return wait_for(ask, 60)

    def cancel(self, run: str) -> None:
        state = {"state": {"type": "CANCELLING"}}
        self._api.post(f"/flow_runs/{run}/set_state", json=state).raise_for_status()

    def state(self, run: str) -> str:
        return str(self._api.get(f"/flow_runs/{run}").json()["state"]["type"])

    def ended(self, run: str) -> str:
        ends = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        wait_for(lambda: self.state(run) in ends, 300)
        return self.state(run)

    def sweep(self, **changes: Any) -> dict[str, Any]:
        """The sweep's parameters as its form holds them, changed."""
        return {**self.deployment["parameters"]["sweep"], **changes}

    def rounds(self) -> int:
        """How many rounds stand in all journals."""
        journals = map(read_journal, self.project.simulations.glob("*/journal.jsonl"))
        return sum(len(journal.rounds) for journal in journals if journal)

    def simulations(self) -> list[str]:
        lines = self.command.descendants().values()
        return [line for line in lines if "tasks.simulation" in line]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    one = Served(tmp_path_factory.mktemp("served"))
    yield one
    one.command.process.send_signal(signal.SIGINT)
    status, told = one.command.end()
    assert status in (0, 130), told
    assert "Traceback" not in told.partition("Ctrl-C stops serving")[0]
    wait_for(lambda: not one.command.descendants(), 20)


def test_a_deployment_has_the_schedule_tags_and_described_parameters(served: Served) -> None:
    one = served.deployment
    (schedule,) = one["schedules"]
    assert schedule["schedule"] == {
        "cron": "0 2 * * *",
        "timezone": "Europe/Moscow",
        "day_or": True,
    }
    assert schedule["active"]
    assert set(one["tags"]) == {"skillpath", "small", "active learning"}
    schema = one["parameter_openapi_schema"]
    rounds = schema["definitions"]["SweepParameters"]["properties"]["rounds"]
    assert rounds["description"] == "Trainings; round 0 is the initial pool"
    assert "goes on from there" in schema["properties"]["stop_after_hours"]["description"]
    assert one["parameters"]["sweep"]["strategies"] == ["random", "mnlp"]
    assert one["parameters"]["stop_after_hours"] == 6


def test_a_run_takes_the_edited_parameters(served: Served) -> None:
    run = served.start(sweep=served.sweep(strategies=["random"], seeds=1, full_data=False))
    assert served.ended(run.json()["id"]) == "COMPLETED"
    folder = served.project.sweep("sample", "tagger")
    assert [path.name for path in folder.glob("journals/*")] == ["random-seed0.jsonl"]
    assert read_json(folder / "sweep.json")["parameters"]["sweep"]["strategies"] == ["random"]


@pytest.mark.parametrize("wrong", [{"seeds": -1}, {"runner": "spark"}, {"speed": 1}])
def test_values_that_cannot_be_are_refused_before_a_run_exists(
    served: Served, wrong: dict[str, Any]
) -> None:
    refused = served.start(sweep=served.sweep(**wrong))
    assert refused.status_code in (409, 422)
    assert "Validation failed" in refused.text


def test_cancelling_stops_the_workers_and_leaves_journals_whole(served: Served) -> None:
    before = served.rounds()
    run = served.start(sweep=served.sweep(seeds=40)).json()["id"]
    wait_for(lambda: served.rounds() > before + 2, 180)
    overtaking = served.start().json()["id"]  # the one before still runs
    assert served.ended(overtaking) == "CANCELLED"
    served.cancel(run)
    assert served.ended(run) == "CANCELLED"
    wait_for(lambda: not served.simulations(), 20)
    journals = list(served.project.simulations.glob("*/journal.jsonl"))
    assert journals
    for journal in journals:
        content = journal.read_bytes()
        assert content.endswith(b"\n")
        read = read_journal(journal)
        assert read is not None
        assert len(read.rounds) == content.count(b"\n") - 1
    record = read_json(served.project.sweep_record("sample", "tagger"))
    assert record["stopped"] == "from outside (TerminationSignal)"


def test_a_run_that_is_ended_by_the_clock_is_no_failure(served: Served) -> None:
    run = served.start(sweep=served.sweep(seeds=40), stop_after_hours=0.001).json()["id"]
    assert served.ended(run) == "COMPLETED"
    wait_for(lambda: not served.simulations(), 20)


def test_after_a_power_cut_the_next_night_is_not_refused(tmp_path: Path) -> None:
    before = Served(tmp_path)
    try:
        run = before.start(sweep=before.sweep(seeds=40)).json()["id"]
        wait_for(lambda: before.rounds() > 2, 180)
    finally:
        before.crash()
    after = Served(tmp_path)
    try:
        wait_for(lambda: after.state(run) == "CRASHED", 60)
        next_ = after.start(sweep=after.sweep(strategies=["random"], seeds=1, full_data=False))
        assert after.ended(next_.json()["id"]) == "COMPLETED"
    finally:
        after.crash()


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--timezone", "Moskau", "--timezone 'Moskau' is not known: give a name such as UTC"),
    ],
)
def test_a_schedule_that_is_none_is_told(
    option: str,
    value: str,
    told: str,
    server: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_parameters(tmp_path, small_values(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PREFECT_API_URL", server)
    assert main(["serve", option, value]) == USERS_MISTAKE
    assert told in capsys.readouterr().err


def test_prefect_yaml_names_the_flows_that_are_served(server: str) -> None:
    from flows import deployments

    written = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text(encoding="utf-8"))
    entrypoints = [one["entrypoint"].split(":") for one in written["deployments"]]
    assert {file for file, _ in entrypoints} == {"flows/deployments.py"}
    assert [getattr(deployments, name).name for _, name in entrypoints] == [
        "sweeps",
        "topic-models",
        "salary-models",
    ]
    assert {one["work_pool"]["name"] for one in written["deployments"]} == {"skillpath"}
