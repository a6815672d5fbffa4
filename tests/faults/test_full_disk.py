"""The disk fills up in the middle of a sweep."""

from __future__ import annotations

import shutil

import pytest
from small_disk import mounted
from study import Study
from waiting import wait_for

pytestmark = pytest.mark.slow


def test_state_on_a_full_disk_is_told_and_with_room_again_the_sweep_is_finished(
    study: Study, undisturbed: dict[str, bytes]
) -> None:
    shutil.rmtree(study.project.state, ignore_errors=True)
    with mounted(study.project.state, "64m") as disk:  # journals, logs, and both databases
        running = study.sweep()
        study.wait_for_rounds()
        disk.fill()
        status, told = running.end()
        assert status in (1, 2), told
        last = told.splitlines()[-1]
        assert "No space left on device" in last or "no space is left on the disk" in last
        assert "Traceback" not in told
        wait_for(lambda: not running.descendants(), 10)
        before = study.journals()
        disk.free()
        status, told = study.sweep().end()
        assert status == 0, told
        after = study.journals()
        for path, content in before.items():
            whole = content[: content.rfind(b"\n") + 1]
            assert after[path].startswith(whole)
        assert study.results() == undisturbed


def test_results_on_a_full_disk_leave_the_old_ones_and_are_written_with_room_again(
    study: Study, undisturbed: dict[str, bytes], server: str
) -> None:
    with mounted(study.project.sweeps, "256k") as disk:
        assert study.sweep(PREFECT_API_URL=server).end()[0] == 0
        assert study.results() == undisturbed
        for journal in undisturbed:
            (study.project.sweep("sample", "tagger") / journal).write_bytes(b"old")
        (order, *_) = study.orders()
        order.journal.unlink()
        disk.fill()
        status, told = study.sweep(PREFECT_API_URL=server).end()
        assert status == 2, told
        assert "skillpath sweep: no space left on the disk that holds data/sweeps/sample" in told
        assert ": make room and run the same again, what was finished is kept" in told
        assert "Traceback" not in told
        assert set(study.results().values()) == {b"old"}
        assert order.finished()
        disk.free()
        status, told = study.sweep(PREFECT_API_URL=server).end()
        assert status == 0, told
        assert "0 simulations done, 6 were done before" in told
        assert study.results() == undisturbed
