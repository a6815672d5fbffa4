"""The progress, the table and the summary that a sweep shows in the Prefect UI."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from made_up_work import METADATA, do_rounds, made_up_orders

from flows.artifacts import PrefectProgress, pair_rows, results_rows, summary_markdown
from flows.progress import SweepStanding
from tasks.simulation.results import SweepResults, collect


def made_up_results(
    root: Path, upto: int | None = None, failed: tuple[str, ...] = (), **kinds: Any
) -> SweepResults:
    orders = made_up_orders(root, **kinds)
    for order in orders:
        do_rounds(order, upto)
    return collect(orders, {**METADATA, "failed": list(failed)})


@pytest.fixture
def results(tmp_path: Path) -> SweepResults:
    return made_up_results(tmp_path)


def test_a_row_a_strategy_the_best_area_first(results: SweepResults) -> None:
    rows = results_rows(results)
    assert [row["strategy"] for row in rows] == ["wbadge", "random"]
    statistics = results.statistics["strategies"]
    assert statistics["wbadge"]["alc"]["mean"] > statistics["random"]["alc"]["mean"]
    for row in rows:
        values = statistics[row["strategy"]]
        assert row["seeds"] == 2
        assert row["ALC"] == f"{values['alc']['mean']:.2f} ± {values['alc']['std']:.2f}"
        assert row["F1, last round"].startswith(f"{values['f1_last']['mean']:.2f} ± ")


def test_words_to_a_target_are_given_only_where_all_seeds_got_there(results: SweepResults) -> None:
    best, worst = results_rows(results)
    words = results.statistics["strategies"]["wbadge"]["words_to"]["95"]["mean"]
    assert best["words to 95 %"] == f"{words:,.0f}"
    assert worst["words to 95 %"] == "not reached (2 of 2 seeds)"


def test_one_seed_has_no_deviation_and_no_random_no_deficiency(tmp_path: Path) -> None:
    (row,) = results_rows(made_up_results(tmp_path, strategies=["full", "wbadge"], seeds=[0]))
    assert row["deficiency"] == "–"
    assert "±" not in row["ALC"]
    assert row["seeds"] == 1


def test_without_the_full_training_there_are_no_targets(tmp_path: Path) -> None:
    results = made_up_results(tmp_path, strategies=["random", "wbadge"])
    assert not any("words to" in column for row in results_rows(results) for column in row)
    assert "F1 with all" not in summary_markdown(results)


def test_the_summary_says_what_was_swept_and_holds_the_tables(results: SweepResults) -> None:
    text = summary_markdown(results)
    assert text.startswith("## sample · tagger\n")
    assert "Study `made-up`, vectors `random`, commit `0123456789ab`, 2 seeds." in text
    assert "F1 with all 1,000 words: 90.00 ± 0.00." in text
    assert "Options: `wbadge.length_power` = -1.\n" in text
    assert "cannot be significant" in text  # two seeds are few
    assert "Failed" not in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    strategies, pairs = lines[:4], lines[4:]
    for table, rows in (
        (strategies, results_rows(results)),
        (pairs, pair_rows(results.statistics)),
    ):
        assert len({line.count("|") for line in table}) == 1
        for line, row in zip(table[2:], rows, strict=True):
            assert line == "| " + " | ".join(str(value) for value in row.values()) + " |"
    assert [line.count("exploratory") for line in pairs] == [0, 0, 1]


def test_the_summary_names_what_failed(tmp_path: Path) -> None:
    name = "sample · tagger · wbadge · seed 1"
    text = summary_markdown(made_up_results(tmp_path, failed=(name,)))
    assert f"**Failed:**\n- {name}\n" in text


def test_a_sweep_of_which_nothing_finished_has_a_summary_without_a_table(tmp_path: Path) -> None:
    results = made_up_results(tmp_path, upto=0, failed=("sample · tagger · random · seed 0",))
    assert results_rows(results) == []
    text = summary_markdown(results)
    assert "**Failed:**" in text
    assert "|" not in text


def test_the_last_standing_is_shown_as_the_progress() -> None:
    updates: list[tuple[float, str]] = []

    def update(percent: float, text: str) -> bool:
        updates.append((percent, text))
        return True

    with PrefectProgress("sample · tagger", update) as progress:
        progress.show(SweepStanding(0, 2, 1, 8, 0.125))
        progress.show(SweepStanding(2, 2, 8, 8, 1.0))
    assert updates == [(100.0, "sample · tagger: runs 2/2 · rounds 8/8 · left 0 s")]


def test_a_server_that_never_answers_holds_nobody_up() -> None:
    never, asked = threading.Event(), threading.Event()

    def hang(*_: object) -> bool:
        asked.set()
        return never.wait()

    began = time.monotonic()
    with PrefectProgress("sample · tagger", hang, every=0.01, leaving=0.2) as progress:
        progress.show(SweepStanding(0, 2, 1, 8, 0.125))
        assert asked.wait(5)
        progress.show(SweepStanding(2, 2, 8, 8, 1.0))
    assert time.monotonic() - began < 5
    never.set()


def test_a_server_that_is_back_is_shown_the_newest() -> None:
    asked: list[float] = []

    def fail_once(percent: float, _: str) -> bool:
        asked.append(percent)
        return len(asked) > 1

    with PrefectProgress("sample · tagger", fail_once, every=0.01) as progress:
        progress.show(SweepStanding(0, 2, 1, 8, 0.125))
        while len(asked) < 2:
            time.sleep(0.01)
        progress.show(SweepStanding(2, 2, 8, 8, 1.0))
    assert asked == [12.5, 12.5, 100.0]
