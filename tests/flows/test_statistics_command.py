"""The command `skillpath statistics`: old sweeps told again, and written anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from made_up_work import METADATA, do_rounds, made_up_orders

from flows import cli
from flows.tables import penalties_text, text_table
from tasks.files import read_json
from tasks.simulation.results import collect, write_results

STRATEGIES = ("full", "random", "wbadge")


def swept(
    root: Path, seeds: int = 8, stopped: int = 0, planned: Sequence[tuple[str, str]] = ()
) -> Path:
    """A finished sweep; the last `stopped` seeds of `random` ended after two rounds of four."""
    orders = made_up_orders(root / "project", STRATEGIES, range(seeds))
    for order in orders:
        simulation = order.specification
        early = simulation.strategy == "random" and simulation.seed >= seeds - stopped
        do_rounds(order, 2 if early else None)
    write_results(collect(orders, {**METADATA, "failed": []}, planned), root / "sweep")
    return root / "sweep"


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What the command prints when it succeeds."""
    assert cli.main(["statistics", *map(str, arguments)]) == 0
    output, errors = capsys.readouterr()
    assert errors == ""
    return output


def row(text: str, *begin: str) -> str:
    """The only line that begins with these words."""
    (line,) = [line for line in text.splitlines() if line.split()[: len(begin)] == [*begin]]
    return line


def test_strategies_pairs_and_penalties_are_told_without_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = swept(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = (folder / "statistics.json").read_bytes()
    text = told(capsys, folder)
    strategies = read_json(folder / "statistics.json")["strategies"]
    alc, deficiency = strategies["wbadge"]["alc"], strategies["wbadge"]["deficiency"]
    assert text.startswith("sample · tagger\n")
    assert f" {alc['mean']:.2f} ± {alc['std']:.2f} " in row(text, "wbadge", "8")
    told_last = f" {deficiency['mean']:.2f} ± {deficiency['std']:.2f}"
    assert row(text, "wbadge", "8").endswith(told_last)
    assert row(text, "random", "wbadge").endswith("0.0078  0.0078  exploratory")
    assert row(text, "wbadge", "1.00").split() == ["wbadge", "1.00", "0.00"]
    assert (folder / "statistics.json").read_bytes() == before


def test_a_planned_pair_has_a_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = swept(tmp_path)
    text = told(capsys, folder, "--planned", "wbadge:random")
    assert row(text, "wbadge", "random").endswith("0.0078  0.0078  wbadge is better")
    assert row(told(capsys, folder), "random", "wbadge").endswith("exploratory")


def test_what_was_planned_before_the_sweep_stays_so_when_written_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = swept(tmp_path, planned=[("wbadge", "random")])
    before = read_json(folder / "statistics.json")["comparisons"]
    text = told(capsys, folder, "--write")
    assert text.endswith(f"written: {folder / 'statistics.json'}\n")
    assert read_json(folder / "statistics.json")["comparisons"] == before
    assert before["pairs"][0]["planned"]
    assert row(told(capsys, folder, "--planned"), "random", "wbadge").endswith("exploratory")


def test_nothing_is_planned_afterwards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = swept(tmp_path)
    before = (folder / "statistics.json").read_bytes()
    arguments = ["statistics", str(folder), "--planned", "wbadge:random", "--write"]
    assert cli.main(arguments) == cli.USERS_MISTAKE
    assert "--planned and --write exclude each other" in capsys.readouterr().err
    assert (folder / "statistics.json").read_bytes() == before


def test_too_few_seeds_are_named_as_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, swept(tmp_path, seeds=5), "--planned", "wbadge:random")
    assert row(text, "wbadge", "random").endswith("  cannot be significant with 5 seeds")
    assert "its smallest possible two-sided p is 0.0625" in text


def test_writing_anew_what_todays_code_wrote_changes_no_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = swept(tmp_path, stopped=2)
    before = {path.name: path.read_bytes() for path in folder.glob("*.*")}
    told(capsys, folder / "curves.csv", "--write")
    assert {path.name: path.read_bytes() for path in folder.glob("*.*")} == before


def test_simulations_that_ended_early_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, swept(tmp_path, stopped=3))
    assert "\nrandom: 3 of 8 simulations ended before the last round; on average" in text
    assert "\nwbadge: " not in text
    assert row(text, "random", "wbadge").split()[2] == "5"


def test_penalties_of_several_sweeps_are_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [swept(tmp_path / name) for name in ("one", "other")]
    *_, matrix = told(capsys, *folders).split("Penalties: ")
    assert matrix.startswith("share of the rounds, added over 2 sweeps, in which")
    assert [line.split() for line in matrix.splitlines()[2:]] == [
        ["beats", "random", "wbadge"],
        ["random", "0.00", "0.00"],
        ["wbadge", "2.00", "0.00"],
        ["beaten", "2.00", "0.00"],
    ]


def test_a_planned_strategy_that_no_sweep_has_is_a_users_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["statistics", str(swept(tmp_path)), "--planned", "wbadge:randon"]
    assert cli.main(arguments) == cli.USERS_MISTAKE
    assert capsys.readouterr() == (
        "",
        "skillpath statistics: --planned: no strategy 'randon' is in these curves: "
        "choose from random, wbadge\n",
    )


def test_a_sweep_of_one_seed_has_no_pairs_to_test_and_is_told_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, swept(tmp_path, seeds=1))
    assert "Penalties" not in text
    assert "±" not in text
    assert row(text, "random", "wbadge").split()[4] == "–"  # no interval


def test_numbers_stand_under_each_other_and_nothing_steers_the_terminal() -> None:
    rows = [{"strategy": "a", "seeds": 5}, {"strategy": "b\x1b[2J", "seeds": 10}]
    assert text_table(rows).splitlines() == [
        "strategy  seeds",
        "a             5",
        "b [2J        10",
    ]
    assert (text_table([]), penalties_text(None)) == ("", "")
