"""``skillpath status``: how far sweeps are, from their files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_up_work import do_rounds, made_up_orders

from flows.cli import main
from flows.status import all_statuses, status, told
from tasks.files import read_json, write_json
from tasks.locks import Holder
from tasks.paths import Project
from tasks.simulation.process import WorkOrder
from tasks.simulation.record import Record, recorded

BEGAN = "2026-01-02T03:04:05+00:00"
HOLDER = Holder(17, "annotator", BEGAN)


@pytest.fixture
def orders(tmp_path: Path) -> list[WorkOrder]:
    """Two of four rounds each: 10 % … 40 % of the words, so half of the work is in round 3."""
    return made_up_orders(tmp_path, ["random"], [0, 1])


def test_the_share_weighs_rounds_by_their_words_and_the_time_left_follows(
    orders: list[WorkOrder],
) -> None:
    record = Record("sample · tagger", tuple(orders), BEGAN, (0, 0))
    assert status(record, HOLDER, 60.0)["seconds_left"] is None
    do_rounds(orders[0])  # 1 + 2 + 3 + 4 of 20 tenths
    do_rounds(orders[1], upto=2)  # 1 + 2
    one = status(record, HOLDER, 60.0)
    assert (one["runs"], one["rounds"], one["share"]) == ([1, 2], [6, 8], 0.65)
    assert one["seconds_left"] == pytest.approx(60 / 0.65 * 0.35)
    assert told([one]) == (
        "sample · tagger: running · 65% · runs 1/2 · rounds 6/8 · left 32 s · "
        f"process 17 on annotator, since {BEGAN}"
    )


def test_what_was_done_before_does_not_make_it_look_fast(orders: list[WorkOrder]) -> None:
    do_rounds(orders[0])
    record = Record("sample · tagger", tuple(orders), BEGAN, (4, 0))
    do_rounds(orders[1], upto=2)  # 3 of 20 tenths in 60 seconds, 7 are left
    assert status(record, HOLDER, 60.0)["seconds_left"] == pytest.approx(140)
    assert status(record, HOLDER, None)["seconds_left"] is None


def test_what_a_rule_had_stopped_before_does_not_make_it_look_fast(
    orders: list[WorkOrder], tmp_path: Path
) -> None:
    do_rounds(orders[0], upto=2, stopped="words")  # seven tenths saved before it began
    project = Project(tmp_path)
    with recorded("sample · tagger", orders, project.sweep_record("sample", "tagger")):
        (one,) = all_statuses(project)
        assert (one["runs"], one["rounds"], one["share"]) == ([1, 2], [4, 8], 0.5)
        assert one["seconds_left"] is None  # nothing was done since
        do_rounds(orders[1], upto=2)
        (one,) = all_statuses(project)
        assert (one["share"], one["seconds_left"] < 30) == (0.65, True)


def test_the_time_left_is_not_measured_by_a_clock_that_jumps(
    orders: list[WorkOrder], tmp_path: Path
) -> None:
    project = Project(tmp_path)
    path = project.sweep_record("sample", "tagger")
    with recorded("sample · tagger", orders, path):
        do_rounds(orders[0])
        written = read_json(path)
        for started in ("1999-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"):
            write_json(path, {**written, "started": started})
            assert 0 < all_statuses(project)[0]["seconds_left"] < 30
        write_json(path, {**written, "began": ["another machine", written["began"][1]]})
        assert all_statuses(project)[0]["seconds_left"] is None
        del written["began"]  # of a version that did not know it
        write_json(path, written)
        assert all_statuses(project)[0]["seconds_left"] is None


@pytest.mark.parametrize(
    ("ended", "failed", "stopped", "state"),
    [
        (None, None, None, "killed"),
        (BEGAN, {}, None, "done"),
        (BEGAN, {"a": "a: killed by signal 9"}, None, "failed"),
        (BEGAN, None, "from outside (KeyboardInterrupt)", "stopped"),
    ],
)
def test_how_a_sweep_ended(
    orders: list[WorkOrder],
    ended: str | None,
    failed: dict[str, str] | None,
    stopped: str | None,
    state: str,
) -> None:
    record = Record("sample · tagger", tuple(orders), BEGAN, (0, 0), ended, failed, stopped)
    one = status(record, None, None)
    assert one["state"] == state
    text = told([one])
    for reason in (*(failed or {}).values(), *filter(None, [stopped])):
        assert reason in text


def test_no_password_of_an_older_record_is_shown(orders: list[WorkOrder]) -> None:
    why = "no answer from http://me:Geheim@host/api"
    record = Record("t", tuple(orders), BEGAN, (0, 0), BEGAN, {"a": why}, why)
    assert "Geheim" not in json.dumps(status(record, None, None))


def test_the_command_tells_the_latest_first_as_text_and_as_json(
    orders: list[WorkOrder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["status"]) == 0
    assert "no sweep was started here yet" in capsys.readouterr().out
    project = Project(tmp_path)
    path = project.sweep_record("sample", "tagger")
    with recorded("sample · tagger", orders, path) as open_record:
        assert main(["status", "--json"]) == 0
        (one,) = json.loads(capsys.readouterr().out)
        assert one["state"] == "running"
        assert one == all_statuses(project)[0]
        open_record.end({})
    assert main(["status"]) == 0
    assert capsys.readouterr().err == ""
    # The help names every field.
    with pytest.raises(SystemExit):
        main(["status", "--help"])
    described = " ".join(capsys.readouterr().out.partition("--json prints")[2].split())
    assert [name for name in one if f" {name} " not in described] == []
    project.sweep_record("sample", "tagger").write_text("{", encoding="utf-8")
    assert main(["status"]) == 2
    assert "remove it" in capsys.readouterr().err


@pytest.mark.parametrize(
    "end",
    [
        {"ended": BEGAN, "failed": {"a": "a: exit status 1"}},
        {"ended": BEGAN, "stopped": "from outside (KeyboardInterrupt)"},
        {},  # killed
    ],
)
def test_a_sweep_that_ended_before_all_of_it_was_done_gives_status_1(
    end: dict[str, Any],
    orders: list[WorkOrder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Project(tmp_path).sweep_record("sample", "tagger")
    with recorded("sample · tagger", orders, path):
        pass
    write_json(path, {**read_json(path), **end})
    assert main(["status", "--json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)[0]["sweep"] == "sample · tagger"
    assert told.err == (
        "skillpath status: not done, and not running: sample · tagger; "
        "the same command does what is missing\n"
    )
