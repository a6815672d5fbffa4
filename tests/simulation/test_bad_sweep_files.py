"""The folder of a sweep when somebody has damaged it: one sentence, whatever the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_work import METADATA, do_rounds, made_up_orders

from tasks.errors import UserError
from tasks.simulation.analysis import analyse
from tasks.simulation.curves import read_curves
from tasks.simulation.results import collect, read_results, write_results

FILES = (
    "curves.csv", "choices.csv", "timings.csv", "statistics.json", "sweep.json",
    "journals/random-seed0.jsonl",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sweep")
    orders = made_up_orders(root / "project", ("full", "random", "wbadge"), range(3))
    for order in orders:
        do_rounds(order)
    results = collect(orders, {**METADATA, "failed": []}, [("wbadge", "random")])
    write_results(results, root / "sweep")
    return root / "sweep"


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_told_in_one_sentence(folder: Path, name: str) -> None:
    check_damage(lambda: read_results(folder), folder / name)
    check_damage(lambda: analyse(folder), folder / name)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(FILES), data=st.data())
def test_whatever_is_changed_in_a_file_is_read_or_told(
    folder: Path, name: str, data: st.DataObject
) -> None:
    def read() -> None:
        read_results(folder)
        analyse(folder)

    check_changes(read, folder / name, data)


def test_a_round_that_stands_twice_is_told_with_its_line(folder: Path, tmp_path: Path) -> None:
    lines = (folder / "curves.csv").read_text().splitlines(keepends=True)
    path = tmp_path / "curves.csv"
    path.write_text("".join([*lines, lines[1]]))
    with pytest.raises(UserError, match=rf"line {len(lines) + 1}: round 0 of .* twice: remove"):
        read_curves(path)
