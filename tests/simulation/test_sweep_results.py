"""The folder of a sweep: gathered from live journals, written, read back."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up_simulations import CORPUS, TRAIN_WORDS, made_round, specification
from small_disk import SmallDisk

from tasks.corpora.files import write_conll
from tasks.errors import UserError
from tasks.files import write_json
from tasks.fingerprints import fingerprint
from tasks.simulation.journal import append_line, append_round, read_journal, start_journal
from tasks.simulation.process import WorkOrder
from tasks.simulation.results import (
    SweepResults,
    collect,
    count_train_words,
    read_results,
    simulation_files,
    write_results,
)
from tasks.simulation.specification import FULL_DATA, journal_header

COVERAGE = {"types": 0.5, "tokens": 0.75}
METADATA = {"study": "test", "failed": ["sample · tagger · random · seed 1"]}


def order(folder: Path, rounds_done: int, **changes: Any) -> WorkOrder:
    """A simulation of which so many rounds are done; f1 is 60, 70, 80, …"""
    header = journal_header(specification(**changes), {}, "c0de")
    work = WorkOrder(
        header, folder / "corpus", folder / "vectors", folder / fingerprint(header), "cpu"
    )
    if rounds_done:
        start_journal(work.journal, header)
    for number in range(rounds_done):
        append_line(work.timings, {"round": number, "train_seconds": 1.5, "select_seconds": 0.25})
        query = () if changes["strategy"] == FULL_DATA else (4, 1)
        append_round(work.journal, made_round(number, query, f1=60.0 + 10 * number))
    return work


@pytest.fixture
def orders(tmp_path: Path) -> list[WorkOrder]:
    write_json(tmp_path / "corpus" / "corpus.json", {"splits": {"train": {"tokens": TRAIN_WORDS}}})
    for split, sentences in CORPUS._asdict().items():
        write_conll(tmp_path / "corpus" / f"{split}.conll", sentences)
    write_json(tmp_path / "vectors" / "coverage.json", {"coverage": {"any": COVERAGE, "every": {}}})
    return [
        order(tmp_path, 1, strategy=FULL_DATA, rounds=1, initial_fraction=1.0),
        order(tmp_path, 4, strategy="mnlp"),
        order(tmp_path, 4, strategy="random"),
        order(tmp_path, 2, strategy="random", seed=1),
        order(tmp_path, 0, strategy="badge"),
    ]


@pytest.fixture
def results(orders: list[WorkOrder]) -> SweepResults:
    return collect(orders, METADATA)


def test_what_is_gathered(results: SweepResults) -> None:
    names = [files.journal.header["simulation"]["strategy"] for files in results.simulations]
    assert names == ["full", "mnlp", "random", "random"]
    assert [point.f1 for point in results.points] == [60, *[60, 70, 80, 90] * 2, 60, 70]
    assert [point.words_fraction for point in results.points[1:5]] == [0.1, 0.2, 0.3, 0.4]
    chosen = [(row.strategy, row.seed, row.round) for row in results.choices]
    assert chosen == [
        *(("mnlp", 0, number) for number in range(4)),
        *(("random", 0, number) for number in range(4)),
        *(("random", 1, number) for number in range(2)),
    ]
    assert len(results.timings) == len(results.points)
    assert results.metadata == {
        "corpus": "sample",
        "architecture": "tagger",
        "vectors": "random",
        "train_words": TRAIN_WORDS,
        "coverage": COVERAGE,
        **METADATA,
    }
    assert results.statistics["corpus"] == "sample"
    assert list(results.statistics["strategies"]) == ["mnlp", "random"]
    assert results.statistics["strategies"]["mnlp"]["alc"]["mean"] == 75.0
    assert results.statistics["strategies"]["random"]["seeds"] == [0]  # the other never finished


def test_pairs_can_be_planned(orders: list[WorkOrder]) -> None:
    (pair,) = collect(orders, METADATA, [("random", "mnlp")]).statistics["comparisons"]["pairs"]
    assert (pair["first"], pair["planned"]) == ("random", True)


def test_an_older_folder_has_no_choices(tmp_path: Path, results: SweepResults) -> None:
    write_results(results, tmp_path / "sweep")
    (tmp_path / "sweep" / "choices.csv").unlink()
    assert read_results(tmp_path / "sweep").choices == []


def test_an_order_without_a_round_has_no_files(orders: list[WorkOrder]) -> None:
    assert simulation_files(orders[-1]) is None
    start_journal(orders[-1].journal, orders[-1].header)
    assert simulation_files(orders[-1]) is None
    files = simulation_files(orders[1])
    assert files is not None
    assert files.seconds == dict.fromkeys(range(4), (1.5, 0.25))


def test_round_trip(tmp_path: Path, results: SweepResults) -> None:
    folder = tmp_path / "sweep"
    write_results(results, folder)
    back = read_results(folder)
    assert back.points == results.points
    assert back.timings == results.timings
    assert back.statistics == results.statistics
    assert back.metadata == results.metadata
    assert back.choices == results.choices
    # The folder keeps journals by name, not in the order of the parameters.
    for one, other in zip(
        sorted(results.simulations, key=lambda files: str(files.journal.header)),
        sorted(back.simulations, key=lambda files: str(files.journal.header)),
        strict=True,
    ):
        assert one.journal == other.journal
        assert one.seconds == other.seconds
        assert one.path.read_bytes() == other.path.read_bytes()


def test_what_was_in_the_folder_goes(tmp_path: Path, results: SweepResults) -> None:
    folder = tmp_path / "sweep"
    write_results(results, folder)
    files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
    (folder / "journals" / "old-seed0.jsonl").write_text("old")
    write_results(results, folder)
    assert {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")} == files
    assert {str(path) for path in files} == {
        "curves.csv",
        "choices.csv",
        "timings.csv",
        "statistics.json",
        "sweep.json",
        "journals/full-seed0.jsonl",
        "journals/mnlp-seed0.jsonl",
        "journals/random-seed0.jsonl",
        "journals/random-seed1.jsonl",
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_on_a_full_disk_the_old_folder_stays_as_it_was(
    results: SweepResults, small_disk: SmallDisk
) -> None:
    folder = small_disk.path / "sample" / "tagger"
    write_results(replace(results, metadata={"study": "before"}), folder)
    before = contents(folder)
    small_disk.fill()
    full = contents(small_disk.path)
    with pytest.raises(OSError, match="No space left on device"):
        write_results(results, folder)
    assert contents(small_disk.path) == full
    small_disk.free()
    assert contents(small_disk.path) == before
    write_results(results, folder)
    assert read_results(folder).metadata == results.metadata
    assert [path.name for path in folder.parent.iterdir()] == ["tagger"]


def test_killed_while_it_writes_nothing_unfinished_is_taken_for_a_sweep(
    tmp_path: Path, results: SweepResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sweeps" / "sample" / "tagger"
    write_results(replace(results, metadata={"study": "before"}), folder)
    before = contents(folder)
    with monkeypatch.context() as patch:  # as if killed: nothing is tidied up
        patch.setattr("tasks.simulation.results.shutil.rmtree", lambda *_, **__: None)
        patch.setattr("tasks.simulation.results.Path.replace", lambda *_: sys.exit("killed"))
        with pytest.raises(SystemExit):
            write_results(results, folder)
    assert contents(folder) == before
    # Where `skillpath track` looks for sweeps:
    assert list((tmp_path / "sweeps").glob("*/*/sweep.json")) == [folder / "sweep.json"]
    write_results(results, folder)
    assert [path.name for path in folder.parent.iterdir()] == ["tagger"]


def test_results_survive_without_the_live_folders(
    tmp_path: Path, results: SweepResults, orders: list[WorkOrder]
) -> None:
    write_results(results, tmp_path / "sweep")
    for work in orders:
        shutil.rmtree(work.folder, ignore_errors=True)
    kept = read_results(tmp_path / "sweep")
    assert all(read_journal(files.path) == files.journal for files in kept.simulations)


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is not the folder of a sweep: it has no sweep\.json"):
        read_results(tmp_path)


def test_a_damaged_journal_is_named(tmp_path: Path, results: SweepResults) -> None:
    write_results(results, tmp_path / "sweep")
    (tmp_path / "sweep" / "journals" / "mnlp-seed0.jsonl").write_text("{")
    with pytest.raises(UserError, match=r"mnlp-seed0\.jsonl is not a journal"):
        read_results(tmp_path / "sweep")


def test_words_of_the_training_split(orders: list[WorkOrder]) -> None:
    assert count_train_words(orders[0].corpus) == TRAIN_WORDS
