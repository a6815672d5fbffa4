"""Progress: how far a sweep is, how long it will still take, what the terminal says."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up_work import do_rounds, made_up_orders

from flows.progress import SweepStanding, TerminalProgress, TimeLeft, duration, standing

HALF = SweepStanding(runs_done=1, runs=2, rounds_done=3, rounds=6, work=0.5)
DONE = SweepStanding(runs_done=2, runs=2, rounds_done=6, rounds=6, work=1.0)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_standing_counts_runs_and_rounds_and_weighs_work_by_words(tmp_path: Path) -> None:
    orders = made_up_orders(tmp_path, ["full", "random"], [0], rounds=4)
    assert standing(orders, [0, 0]) == (0, 2, 0, 5, 0.0)
    # The full training costs 1; the rounds 0.1, 0.2, 0.3 and 0.4 of it, 1 in all.
    assert standing(orders, [1, 0]) == (1, 2, 1, 5, pytest.approx(0.5))
    assert standing(orders, [0, 2]) == (0, 2, 2, 5, pytest.approx(0.3 / 2))
    assert standing(orders, [1, 3]) == (1, 2, 4, 5, pytest.approx(1.6 / 2))
    assert standing(orders, [1, 4]) == (2, 2, 5, 5, pytest.approx(1.0))


def test_standing_agrees_with_journals(tmp_path: Path) -> None:
    orders = made_up_orders(tmp_path)
    do_rounds(orders[0])
    do_rounds(orders[3], upto=2)
    seen = standing(orders, [order.rounds_done() for order in orders])
    assert (seen.runs_done, seen.rounds_done, seen.rounds) == (1, 3, 18)


def test_time_left_grows_from_what_was_done_since_it_began() -> None:
    clock = Clock()
    left = TimeLeft(clock)
    assert left.estimate(0.2) is None  # work that was done before tells nothing about the pace
    clock.now += 10
    assert left.estimate(0.2) is None
    assert left.estimate(0.4) == pytest.approx(30)  # 10 s for a fifth, three fifths to go
    clock.now += 10
    assert left.estimate(0.8) == pytest.approx(20 / 3)
    assert left.estimate(1.0) == 0


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, "…"),
        (-1.0, "0 s"),
        (0.4, "0 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (600, "10 min"),
        (89 * 60, "89 min"),
        (90 * 60, "1 h 30 min"),
        (125 * 60, "2 h 05 min"),
        (26 * 3600, "26 h 00 min"),
    ],
)
def test_durations_are_for_people(seconds: float | None, told: str) -> None:
    assert duration(seconds) == told


def test_where_the_output_is_no_terminal_it_prints_lines_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with TerminalProgress("sample · tagger", every_seconds=1_000) as view:
        for _ in range(5):
            view.show(HALF)
        view.show(DONE)
        view.show(DONE)
    assert capsys.readouterr().out.splitlines() == [
        "sample · tagger: runs 1/2 · rounds 3/6 · left …",
        "sample · tagger: runs 2/2 · rounds 6/6 · left 0 s",
    ]


def test_it_prints_as_often_as_it_is_told_to(capsys: pytest.CaptureFixture[str]) -> None:
    with TerminalProgress("t", every_seconds=0) as view:
        for _ in range(3):
            view.show(HALF)
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_in_a_terminal_it_is_a_bar_and_no_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with TerminalProgress("t", every_seconds=0) as view:
        view.show(HALF)
    told = capsys.readouterr().out
    assert "━" in told
    assert "runs 1/2 · rounds 3/6" in told
    assert "t: runs" not in told


def test_a_note_is_one_line_however_long(capsys: pytest.CaptureFixture[str]) -> None:
    text = "[bold] " + "word " * 60 + "end"
    with TerminalProgress("t") as view:
        view.note(text)
    assert capsys.readouterr().out == f"{text}\n"
