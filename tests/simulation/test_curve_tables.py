"""`curves.csv` and `timings.csv`: what journals become, read back, and refused when damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up_simulations import curve, header, made_round, specification

from tasks.errors import UserError
from tasks.simulation.curves import (
    Point,
    Timings,
    curves_csv,
    points_of,
    read_curves,
    read_timing_lines,
    read_timings,
    timings_csv,
    timings_of,
)
from tasks.simulation.journal import Journal

ROW = "sample,tagger,mnlp,0,0,10,100,0.1,66.6667,70.1,0.3333,0.3"
COLUMNS = ",".join(Point._fields[:-2])


def written(folder: Path, text: str) -> Path:
    path = folder / "curves.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_points_of_a_journal() -> None:
    journal = Journal(
        header(seed=7), (made_round(0), made_round(1, words=1234, f1_best_test=80.00009))
    )
    first, second = points_of(journal, train_words=3000)
    assert first == Point(
        "sample", "tagger", "mnlp", 7, 0, 10, 100, 0.033333, 66.6667, 70.1, 0.3333, 0.3
    )
    assert second.words_fraction == 0.411333
    assert second.f1_best_test == 80.0001


def test_round_trip_of_curves(tmp_path: Path) -> None:
    points = [*curve("mnlp", 0, [10.1234, 20, 30]), *curve("per_word(lc)", 12, [0.0, 100.0])]
    text = curves_csv(points)
    assert text.splitlines()[0] == COLUMNS
    assert (
        text.splitlines()[1] == "sample,tagger,mnlp,0,0,10,100,0.1,10.1234,10.1234,10.1234,10.1234"
    )
    assert read_curves(written(tmp_path, text)) == points


def test_the_best_test_score_is_a_column_only_where_it_was_recorded(tmp_path: Path) -> None:
    points = curve("mnlp", 0, [10.0, 20.0])
    points[1] = points[1]._replace(f1_best_test=25.5)
    text = curves_csv(points)
    assert text.splitlines()[0] == f"{COLUMNS},f1_best_test"
    assert read_curves(written(tmp_path, text)) == points


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (f"{COLUMNS}\n{ROW}\n{ROW.replace('66.6667', 'high')}\n", 3, "high"),
        (f"{COLUMNS}\n{ROW.rpartition(',')[0]}\n", 2, "None"),
        (f"{COLUMNS}\n{ROW.replace(',100,', ',1e2,')}\n", 2, "1e2"),
        (f"{COLUMNS.replace('words_fraction', 'share')}\n{ROW}\n", 2, "words_fraction"),
    ],
)
def test_a_damaged_curve_names_file_line_and_reason(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UserError, match=reason) as error:
        read_curves(path)
    assert str(error.value).startswith(f"{path}, line {line}: ")
    assert "\n" not in str(error.value)


def test_timings(tmp_path: Path) -> None:
    live = tmp_path / "timings.jsonl"
    live.write_text(
        '{"round":0,"train_seconds":1.23456,"select_seconds":0.5}\n'
        '{"round":1,"train_seconds":99.0,"select_seconds":9.0}\n'
        '{"round":1,"train_seconds":2.0,"select_seconds":0.25}\n'
        '{"round":2,"train_sec',
        encoding="utf-8",
    )
    seconds = read_timing_lines(live)
    assert seconds == {0: (1.235, 0.5), 1: (2.0, 0.25)}  # as the file below holds them

    timings = timings_of(specification(seed=3), seconds)
    assert timings == [
        Timings("sample", "tagger", "mnlp", 3, 0, 1.235, 0.5),
        Timings("sample", "tagger", "mnlp", 3, 1, 2.0, 0.25),
    ]
    path = tmp_path / "timings.csv"
    path.write_text(timings_csv(timings), encoding="utf-8")
    assert read_timings(path) == timings


def test_without_timings(tmp_path: Path) -> None:
    assert read_timing_lines(tmp_path / "timings.jsonl") == {}
    assert read_timings(tmp_path / "timings.csv") == []
