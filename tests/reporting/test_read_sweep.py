"""Reading a sweep's files: what is there, what may be missing, what is refused and how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up_sweeps import write_sweep

from tasks.errors import UserError
from tasks.reporting.sweep import SweepFolder, read_rounds, read_seconds, read_sweep

HEADER = (
    "corpus,architecture,strategy,seed,round,sentences,words,words_fraction,f1,precision,recall,"
    "f1_valid\n"
)
ROW = "atis,bilstm,random,0,0,90,1010,0.02,68.1,68,69,70\n"


def test_a_whole_sweep_is_read(tmp_path: Path) -> None:
    sweep = read_sweep(write_sweep(tmp_path / "s", seeds=2, rounds=3))
    assert sweep.name == "atis · bilstm"
    assert sweep.strategies[0] == "random"
    assert len(sweep.rounds) == 5 * 2 * 3 + 2
    assert sweep.metadata.commit == "0f3c9a7"
    assert sweep.corpus is not None
    assert sweep.corpus.splits["train"]["tokens"] == 50_497
    assert sweep.coverage is not None
    assert sweep.coverage.coverage.any.tokens == 0.98


def test_seconds_are_means_a_round_without_the_empty_last_selection(tmp_path: Path) -> None:
    path = tmp_path / "timings.csv"
    path.write_text(
        "corpus,architecture,strategy,seed,round,train_seconds,select_seconds\n"
        "atis,bilstm,lc,0,0,10,1\natis,bilstm,lc,0,1,20,3\natis,bilstm,lc,0,2,30,\n"
        "atis,bilstm,full,0,0,99,\n",
        encoding="utf-8",
    )
    assert read_seconds(path) == {"lc": (20.0, 2.0), "full": (99.0, None)}


def test_the_optimistic_column_is_read_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "curves.csv"
    path.write_text(
        HEADER.strip() + ",f1_best_test\n" + ROW.strip() + ",69.5\n" + ROW.strip() + ",\n",
        encoding="utf-8",
    )
    assert [row.f1_best_test for row in read_rounds(path)] == [69.5, None]


def test_dimensions_that_are_not_those_of_the_blocks_are_refused(tmp_path: Path) -> None:
    folder = write_sweep(tmp_path / "s")
    assert folder.coverage is not None
    values = json.loads(folder.coverage.read_text(encoding="utf-8"))
    folder.coverage.write_text(json.dumps(values | {"dimensions": [100]}), encoding="utf-8")
    with pytest.raises(UserError, match=r"coverage\.json.*1 dimensions for 2 blocks"):
        read_sweep(folder)


def test_optional_files_may_be_missing(tmp_path: Path) -> None:
    sweep = read_sweep(write_sweep(tmp_path / "s", optional=False))
    assert sweep.seconds == {}
    assert sweep.metadata.parameters == {}
    assert sweep.corpus is None


@pytest.mark.parametrize("name", ["curves.csv", "statistics.json"])
def test_a_missing_needed_file_is_named(tmp_path: Path, name: str) -> None:
    where = write_sweep(tmp_path / "s")
    (where.folder / name).unlink()
    with pytest.raises(UserError, match=f"{name} is missing: run"):
        read_sweep(where)


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    where = write_sweep(tmp_path / "s", optional=False)
    with pytest.raises(UserError, match=r"corpus\.json is missing"):
        read_sweep(SweepFolder(where.folder, corpus=tmp_path / "corpus.json"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no finished round"),
        (HEADER, "holds no finished round"),
        (HEADER.replace(",f1,", ",F,") + ROW, r"curves\.csv:2: the column 'f1' is missing"),
        (HEADER + ROW + ROW.replace("68.1", "high"), r"curves\.csv:3: f1 is 'high', not a number"),
        (HEADER + ROW.replace("68.1", "nan"), r"curves\.csv:2: f1 is 'nan'"),
        (HEADER + ROW.replace("0.02", "2"), r"curves\.csv:2: words_fraction is 2, not a share"),
        (HEADER + ROW[:20] + "\n", r"curves\.csv:2: the column"),
        (HEADER + ROW + ROW.replace("atis", "fmtod"), "mixes corpora"),
    ],
)
def test_damaged_curves_are_refused_with_file_and_line(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "curves.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=message):
        read_rounds(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"corpus":\n', r"statistics\.json:2: not JSON"),
        ("[]", r"statistics\.json: the content is wrong"),
        ("corpus", "corpus is wrong"),
        ("strategies.lc.alc.mean", r"strategies\.lc\.alc\.mean is wrong"),
    ],
)
def test_damaged_statistics_are_refused(tmp_path: Path, content: str, message: str) -> None:
    where = write_sweep(tmp_path / "s", strategies=["lc"])
    path = where.folder / "statistics.json"
    if content[0] in "[{":
        path.write_text(content, encoding="utf-8")
    else:
        value = json.loads(path.read_text(encoding="utf-8"))
        *outer, last = content.split(".")
        inner = value
        for key in outer:
            inner = inner[key]
        del inner[last]
        path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(UserError, match=message):
        read_sweep(where)
