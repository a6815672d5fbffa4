"""Old sweeps analysed again: the same curves give the same statistics."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up_simulations import curve

from tasks.errors import UserError
from tasks.files import write_json, write_text
from tasks.simulation.analysis import analyse
from tasks.simulation.curves import Point, curves_csv
from tasks.simulation.statistics import summarise

POINTS = [
    point
    for name, best in (("mnlp", 80.0), ("ours", 90.0), ("random", 70.0))
    for seed in range(3)
    for point in curve(name, seed, [50.0, best + seed])
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a sweep of which only the curves are left."""
    write_text(tmp_path / "curves.csv", curves_csv(POINTS))
    return tmp_path


def planned_in(statistics: dict) -> list[tuple[str, str]]:
    pairs = statistics["comparisons"]["pairs"]
    return [(pair["first"], pair["second"]) for pair in pairs if pair["planned"]]


def test_the_curves_are_enough(folder: Path) -> None:
    told = analyse(folder)
    assert told == {"corpus": "sample", "architecture": "tagger", **summarise(POINTS)}
    assert analyse(folder / "curves.csv") == told


def test_the_vectors_are_those_of_the_sweep(folder: Path) -> None:
    write_json(folder / "sweep.json", {"vectors": "substitute"})
    assert list(analyse(folder))[:3] == ["corpus", "architecture", "vectors"]
    assert analyse(folder)["vectors"] == "substitute"


def test_what_was_planned_stays_planned_until_told_otherwise(folder: Path) -> None:
    write_json(folder / "statistics.json", analyse(folder, [("ours", "mnlp")]))
    assert planned_in(analyse(folder)) == [("ours", "mnlp")]
    assert planned_in(analyse(folder, [("ours", "random")])) == [("ours", "random")]
    assert planned_in(analyse(folder, [])) == []


def test_an_old_statistics_file_has_planned_nothing(folder: Path) -> None:
    write_json(folder / "statistics.json", {"strategies": {}})
    assert planned_in(analyse(folder)) == []


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([], "curves.csv holds no finished round: give the curves of one sweep"),
        ([POINTS[0], POINTS[1]._replace(corpus="atis")], "curves.csv mixes corpora or architect"),
    ],
)
def test_curves_that_are_not_those_of_one_sweep_are_refused(
    points: list[Point], told: str, tmp_path: Path
) -> None:
    write_text(tmp_path / "curves.csv", curves_csv(points))
    with pytest.raises(UserError, match=told):
        analyse(tmp_path)
