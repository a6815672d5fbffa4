"""The record of a sweep: who runs it, how it ended, and that nobody else runs it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from made_up_work import do_rounds, made_up_orders

from tasks.errors import UserError
from tasks.simulation.process import WorkOrder
from tasks.simulation.record import read_record, recorded

TITLE = "sample · tagger"


@pytest.fixture
def orders(tmp_path: Path) -> list[WorkOrder]:
    return made_up_orders(tmp_path, ["random"], [0, 1])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sweeps" / "sample-tagger.json"


def test_a_running_sweep_names_its_process_and_what_was_done_before(
    orders: list[WorkOrder], path: Path
) -> None:
    do_rounds(orders[0], upto=3)
    with recorded(TITLE, orders, path) as open_record:
        record, holder = read_record(path)
        assert holder is not None
        assert (record.title, record.rounds_before, record.ended) == (TITLE, (3, 0), None)
        assert [order.journal for order in record.orders] == [one.journal for one in orders]
        open_record.end({"a": "why"})
    record, holder = read_record(path)
    assert holder is None
    assert record.ended is not None
    assert record.failed == {"a": "why"}
    assert record.stopped is None


def test_a_second_sweep_is_refused_and_told_of_the_first(
    orders: list[WorkOrder], path: Path
) -> None:
    with (
        recorded(TITLE, orders, path),
        pytest.raises(UserError, match=r"a sweep of sample · tagger runs here already \(process "),
        recorded(TITLE, orders, path),
    ):
        pass


def test_what_ends_it_from_outside_is_written_down(orders: list[WorkOrder], path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), recorded(TITLE, orders, path):
        raise KeyboardInterrupt
    assert read_record(path)[0].stopped == "from outside (KeyboardInterrupt)"


SECRET = "answered 500 for url 'http://me:Geheim@host:4200/api/flow_runs'"


def test_no_password_is_written_down(orders: list[WorkOrder], path: Path) -> None:
    with recorded(TITLE, orders, path) as open_record:
        open_record.end({"a": f"a: {SECRET}"})
    assert "http://me:***@host:4200/api" in path.read_text(encoding="utf-8")
    assert "Geheim" not in path.read_text(encoding="utf-8")
    with suppress(RuntimeError), recorded(TITLE, orders, path):
        raise RuntimeError(SECRET)
    assert "http://me:***@host:4200/api" in str(read_record(path)[0].stopped)
    assert "Geheim" not in path.read_text(encoding="utf-8")


def test_a_failure_after_the_end_leaves_the_end(orders: list[WorkOrder], path: Path) -> None:
    with suppress(OSError), recorded(TITLE, orders, path) as open_record:
        open_record.end({})
        raise OSError("after the results were written")
    assert read_record(path)[0].stopped is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"orders": [3], "rounds_before": []}',
        "7",
        '{"title": "t", "started": "", "orders": [], "rounds_before": []}',
        '{"title": "t", "started": "", "rounds_before": [0], "orders": [{"header": {}, '
        '"corpus": "", "vectors": "", "folder": "", "device": "cpu", "reference": null}]}',
    ],
)
def test_a_damaged_record_is_told(content: str, path: Path) -> None:
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=r"sample-tagger\.json.*: remove it, the next sweep writes"):
        read_record(path)
