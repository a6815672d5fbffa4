"""Reading comparisons and choices: what is refused and how, and pairs told from either side."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_up_sweeps import CHOICES, write_sweep

from tasks.errors import UserError
from tasks.reporting.study.results import Pair, read_choices
from tasks.reporting.sweep import read_sweep

HEADER = ",".join(CHOICES) + "\n"
ROW = "atis,bilstm,lc,0,0,90,1010,11.2,0.05,0.3,0.8,0.5\n"


def test_a_study_is_read_with_its_comparisons_and_choices(tmp_path: Path) -> None:
    sweep = read_sweep(write_sweep(tmp_path / "s", seeds=2, rounds=3))
    comparisons = sweep.statistics.comparisons
    assert comparisons is not None
    assert len(comparisons.pairs) == 5 * 4 // 2
    assert [pair.names for pair in comparisons.planned] == [("wbadge", "mnlp")]
    assert comparisons.penalties is not None
    assert comparisons.penalties.rounds == 3
    assert len(sweep.choices) == 5 * 2 * (3 - 1)


def test_a_choice_keeps_every_column(tmp_path: Path) -> None:
    path = tmp_path / "choices.csv"
    path.write_text(HEADER + ROW, encoding="utf-8")
    assert read_choices(path) == (("lc", 0, 0, 90, 1010, 11.2, 0.05, 0.3, 0.8, 0.5),)


def test_no_query_is_no_choice(tmp_path: Path) -> None:
    path = tmp_path / "choices.csv"
    path.write_text(HEADER, encoding="utf-8")
    assert read_choices(path) == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"choices\.csv is empty; run the sweep again"),
        (
            HEADER + ROW.rpartition(",0.8")[0] + "\n",
            r"choices\.csv:2: the column 'tag_types' is missing",
        ),
        (HEADER.replace("duplicates", "twins") + ROW, r":2: the column 'duplicates' is missing"),
        (HEADER + ROW.replace("11.2", "-1"), r":2: mean_length is -1, which is below 0"),
        (HEADER + ROW.replace("0.05", "1.5"), r":2: duplicates is 1\.5, not a share from 0 to 1"),
        (HEADER + ROW.replace("0.8", "nan"), r":2: tag_types is 'nan', not a number"),
        (HEADER + ROW + ROW, r":3: round 0 of lc, seed 0, is there twice"),
        (HEADER + ROW + ROW.replace("bilstm", "focus"), "mixes corpora or architectures"),
        (HEADER.encode() + b"atis,\xff\n", "is not text in UTF-8"),
    ],
)
def test_damaged_choices_are_refused_with_file_and_line(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    path = tmp_path / "choices.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UserError, match=message):
        read_choices(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["pairs"][0].update(first="nobody"), "no strategy: nobody"),
        (lambda c: c["penalties"]["strategies"].__setitem__(0, "x"), "no strategy: x"),
        (lambda c: c["pairs"].append(c["pairs"][0]), r"comparisons is wrong.*there twice"),
        (lambda c: c["pairs"][0].update(second=c["pairs"][0]["first"]), "are no pair"),
        (lambda c: c["penalties"]["matrix"].pop(), r"comparisons\.penalties is wrong"),
        (lambda c: c["penalties"]["beaten"].pop(), r"comparisons\.penalties is wrong"),
        (lambda c: c["pairs"][1].update(p=1.5), r"comparisons\.pairs\.1\.p is wrong"),
        (lambda c: c["pairs"][1].update(difference=float("nan")), r"pairs\.1\.difference is wrong"),
        (lambda c: c["pairs"][1].update(interval=[0.5]), r"pairs\.1\.interval\.1 is wrong"),
        (lambda c: c.update(measure="f1"), r"comparisons\.measure is wrong"),
    ],
)
def test_damaged_comparisons_are_refused_by_name(
    tmp_path: Path, change: Callable[[Any], Any], message: str
) -> None:
    where = write_sweep(tmp_path / "s")
    path = where.folder / "statistics.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value["comparisons"])
    path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(UserError, match=f"{message}.*run the stage that writes it again"):
        read_sweep(where)


def test_a_pair_told_from_the_second_has_its_signs_turned() -> None:
    pair = Pair(first="a", second="b", n=6, difference=0.5, interval=(-0.1, 1.2), p=0.03)
    turned = pair.reversed()
    assert (turned.names, turned.difference, turned.interval) == (("b", "a"), -0.5, (-1.2, 0.1))
    assert turned.reversed() == pair


def test_what_was_planned_but_never_run_is_no_damage(tmp_path: Path) -> None:
    where = write_sweep(tmp_path / "s")
    path = where.folder / "statistics.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    missing = {"first": "tuned", "second": "mnlp", "n": 0, "difference": None, "planned": True}
    value["comparisons"]["pairs"].insert(0, missing)
    path.write_text(json.dumps(value), encoding="utf-8")
    comparisons = read_sweep(where).statistics.comparisons
    assert comparisons is not None
    assert comparisons.planned[0].reversed().difference is None
    assert "tuned" not in comparisons.strategies
