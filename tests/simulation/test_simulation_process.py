"""One simulation as a process of its own: killed, resumed, ended, told of a mistake."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_up_simulations import specification
from small_disk import SmallDisk

from tasks.corpora.normalise import normalise
from tasks.errors import UserError
from tasks.fingerprints import fingerprint
from tasks.simulation.journal import read_journal
from tasks.simulation.process import WorkOrder, order_work, perform, read_order, write_order
from tasks.simulation.specification import FULL_DATA
from tasks.tagging.training import DivergedError, train
from tasks.tagging.vectors import embed

ROOT = Path(__file__).parents[2]
SIMULATION: dict[str, Any] = {
    "strategy": "wbadge",
    "options": {"length_power": -1.0},
    "rounds": 6,
    "initial_fraction": 0.02,
    "epochs": 12,
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of the stages before: the sample corpus and random vectors for it."""
    folder = tmp_path_factory.mktemp("data")
    normalise("sample", folder / "corpus", format="sample", splits={})
    embed(folder / "corpus", folder / "vectors", "random", [], dimension=8, scale=1.0)
    return folder


@pytest.fixture(scope="module")
def undisturbed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The journal of the simulation that nothing happened to."""
    order = ordered(data, tmp_path_factory.mktemp("undisturbed"))
    assert finish(order) == [f"round {number} done" for number in range(6)]
    return order.journal.read_bytes()


def ordered(data: Path, simulations: Path, device: str = "cpu", **changes: Any) -> WorkOrder:
    simulation = specification(**{**SIMULATION, **changes})
    (order,) = order_work([simulation], data / "corpus", data / "vectors", simulations, device)
    return order


def start(order: WorkOrder) -> subprocess.Popen[str]:
    """Start the process as a flow does: one thread, a pipe for its standard input, no GPU."""
    return subprocess.Popen(
        [sys.executable, "-m", "tasks.simulation", str(write_order(order))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
    )


def outcome(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """Wait for the process; its exit status and the lines that it printed."""
    assert process.stdout is not None
    with process:
        # Read without `communicate`, which would close the standard input at once.
        lines = process.stdout.read().splitlines()
        return process.wait(timeout=60), lines


def finish(order: WorkOrder) -> list[str]:
    status, lines = outcome(start(order))
    assert status == 0, lines
    assert order.finished()
    return lines


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Look until the condition holds; stop looking when the process has ended."""
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, outcome(process)
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.slow
def test_killed_in_the_middle_of_a_round_it_resumes_to_the_same_bytes(
    data: Path, tmp_path: Path, undisturbed: bytes
) -> None:
    order = ordered(data, tmp_path)
    process = start(order)
    wait_for(lambda: order.rounds_done() >= 2, process)
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    status, _ = outcome(process)
    assert status == -signal.SIGKILL
    done = order.rounds_done()
    assert 2 <= done < 6
    assert undisturbed.startswith(order.journal.read_bytes())

    assert finish(order) == [f"round {number} done" for number in range(done, 6)]

    assert order.journal.read_bytes() == undisturbed


@pytest.mark.slow
def test_a_journal_cut_in_the_middle_of_a_line_is_mended(
    data: Path, tmp_path: Path, undisturbed: bytes
) -> None:
    order = ordered(data, tmp_path)
    lines = undisturbed.splitlines(keepends=True)
    order.folder.mkdir(parents=True)
    order.journal.write_bytes(b"".join(lines[:4]) + lines[4][:-20])
    assert order.rounds_done() == 3

    assert finish(order) == ["round 3 done", "round 4 done", "round 5 done"]

    assert order.journal.read_bytes() == undisturbed


@pytest.mark.slow
def test_it_ends_when_its_standard_input_closes(data: Path, tmp_path: Path) -> None:
    order = ordered(data, tmp_path, rounds=10_000)
    process = start(order)
    wait_for(lambda: order.rounds_done() >= 1, process)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=10) == 1
    outcome(process)
    assert 1 <= order.rounds_done() < 10_000


@pytest.mark.slow
def test_a_mistake_of_the_user_is_one_sentence_and_status_2(data: Path, tmp_path: Path) -> None:
    status, lines = outcome(start(ordered(data, tmp_path, device="cuda")))
    assert status == 2
    assert lines == ["device=cuda, but PyTorch sees no GPU here: use device=auto or cpu"]


@pytest.mark.slow
def test_a_full_disk_is_one_sentence_and_with_room_again_it_resumes_to_the_same_bytes(
    data: Path, tmp_path: Path, small_disk: SmallDisk
) -> None:
    changes = {"strategy": "random", "options": {}, "rounds": 16, "epochs": 1}
    expected = ordered(data, tmp_path / "undisturbed", **changes)
    list(perform(expected))
    order = ordered(data, small_disk.path, **changes)
    process = start(order)
    wait_for(lambda: order.rounds_done() >= 1, process)
    small_disk.fill()
    status, lines = outcome(process)
    assert status == 2
    assert re.fullmatch(
        rf"no space left on the disk that holds {order.folder}/\w+\.jsonl: "
        "make room and run the same again, what was finished is kept",
        lines[-1],
    )
    done = order.rounds_done()
    assert 1 <= done < 16
    small_disk.free()
    assert finish(order) == [f"round {number} done" for number in range(done, 16)]
    assert order.journal.read_bytes() == expected.journal.read_bytes()


def test_training_that_diverges_names_round_and_epoch_and_keeps_the_rounds_before(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(data, tmp_path, rounds=3, epochs=1)

    def train_twice(*arguments: Any, **named: Any) -> Any:
        if order.rounds_done() == 2:
            raise DivergedError(4)
        return train(*arguments, **named)

    monkeypatch.setattr("tasks.simulation.loop.train", train_twice)
    with pytest.raises(UserError, match=r"^round 2: training diverged in epoch 5: lower training"):
        list(perform(order))
    assert order.rounds_done() == 2


@pytest.mark.slow
def test_a_learning_rate_beyond_all_bounds_is_a_mistake_of_the_user(
    data: Path, tmp_path: Path
) -> None:
    status, lines = outcome(start(ordered(data, tmp_path, learning_rate=1e38)))
    assert status == 2  # which is not tried again
    (line,) = lines
    assert line.startswith("round 0: training diverged in epoch 1: lower training.learning_rate")


@pytest.mark.parametrize("kept", ["predicted/0.tags", "predicted/1.tags", "journal.jsonl"])
def test_with_a_bit_flipped_in_a_kept_file_it_resumes_to_the_same_bytes(
    data: Path, tmp_path: Path, kept: str
) -> None:
    order = ordered(data, tmp_path, strategy="fluctuation", options={}, rounds=4, epochs=1)
    rounds = perform(order)
    assert [next(rounds) for _ in range(3)] == [0, 1, 2]
    damaged = bytearray((order.folder / kept).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    list(rounds)
    files = {path: path.read_bytes() for path in order.folder.glob("predicted/*")}
    expected = order.journal.read_bytes()
    lines = expected.splitlines(keepends=True)
    order.journal.write_bytes(b"".join(lines[:4]))
    (order.folder / kept).write_bytes(damaged)
    assert list(perform(order))[-1] == 3
    assert order.journal.read_bytes() == expected
    assert {path: path.read_bytes() for path in order.folder.glob("predicted/*")} == files


def test_each_simulation_has_a_folder_of_its_own(data: Path, tmp_path: Path) -> None:
    simulations = [specification(**SIMULATION, seed=seed) for seed in range(3)]
    orders = order_work(simulations, data / "corpus", data / "vectors", tmp_path, "cpu")
    assert [order.specification for order in orders] == simulations
    assert [order.folder for order in orders] == [
        tmp_path / fingerprint(order.header) for order in orders
    ]
    assert len({order.folder for order in orders}) == 3
    assert len(orders[0].header["data"]) == 6


def test_an_order_survives_its_file(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    order = ordered(data, Path("simulations"))
    back = read_order(write_order(order))
    assert (back.header, back.device) == (order.header, "cpu")
    assert back.folder == tmp_path / order.folder
    assert (back.corpus, back.vectors) == (data / "corpus", data / "vectors")


def test_what_stands_in_a_journal_is_not_done_again(data: Path, tmp_path: Path) -> None:
    order = ordered(data, tmp_path, rounds=2, epochs=1)
    assert not order.finished()
    assert list(perform(order)) == [0, 1]
    assert order.finished()
    journal, timings = order.journal.read_bytes(), order.timings.read_bytes()
    assert timings.count(b"\n") == 2
    assert list(perform(order)) == []
    assert (order.journal.read_bytes(), order.timings.read_bytes()) == (journal, timings)


def test_a_journal_of_something_else_counts_for_nothing(data: Path, tmp_path: Path) -> None:
    order = ordered(data, tmp_path, rounds=1, epochs=1)
    other = ordered(data, tmp_path, rounds=1, epochs=2)
    assert list(perform(other)) == [0]
    order.folder.mkdir()
    order.journal.write_bytes(other.journal.read_bytes())
    assert order.rounds_done() == 0
    assert list(perform(order)) == [0]
    assert order.journal.read_bytes() != other.journal.read_bytes()


def test_full_data_needs_no_strategy(data: Path, tmp_path: Path) -> None:
    order = ordered(
        data,
        tmp_path,
        strategy=FULL_DATA,
        options={},
        rounds=1,
        initial_fraction=1.0,
        epochs=1,
        batch_size=100,
    )
    assert list(perform(order)) == [0]
    assert b'"query":[]' in order.journal.read_bytes()


def test_it_stops_by_the_full_data_run_of_its_seed(data: Path, tmp_path: Path) -> None:
    whole = specification(strategy=FULL_DATA, rounds=1, initial_fraction=1.0, batch_size=100)
    learning: dict[str, Any] = {"epochs": 12, "learning_rate": 0.05, "full_data_share": 1e-9}
    stopping = specification(strategy="random", rounds=4, **learning)
    folders = data / "corpus", data / "vectors", tmp_path, "cpu"
    full, order = order_work([whole, stopping], *folders)
    assert (full.reference, order.reference) == (None, full.journal)
    with pytest.raises(UserError, match="that run has no result"):
        list(perform(order))
    assert list(perform(full)) == [0]
    done = list(perform(read_order(write_order(order))))
    journal = read_journal(order.journal)
    assert journal is not None
    scores = [finished.f1_valid for finished in journal.rounds]
    assert scores[-1] > 0 == sum(scores[:-1])
    assert [finished.stopped for finished in journal.rounds] == [
        *[None] * (len(done) - 1), "full_data_share",
    ]  # fmt: skip
    assert order.finished()
    assert list(perform(order)) == []


def test_who_looks_back_keeps_what_it_predicted_beside_the_journal(
    data: Path, tmp_path: Path
) -> None:
    order = ordered(data, tmp_path, strategy="fluctuation", options={}, rounds=3, epochs=1)
    rounds = perform(order)
    assert next(rounds) == 0
    rounds.close()
    assert [path.name for path in (order.folder / "predicted").iterdir()] == ["0.tags"]
    assert list(perform(order)) == [1, 2]
    journal = order.journal.read_bytes()
    undisturbed = ordered(
        data, tmp_path / "anew", strategy="fluctuation", options={}, rounds=3, epochs=1
    )
    list(perform(undisturbed))
    assert undisturbed.journal.read_bytes() == journal


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"strategy": "wbagde", "options": {}}, "did you mean 'wbadge'?"),
        ({"options": {"power": 2}}, "it takes length_power"),
    ],
)
def test_what_does_not_exist_is_told(
    data: Path, tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UserError) as error:
        list(perform(ordered(data, tmp_path, **changes)))
    assert sentence in str(error.value)


@pytest.mark.parametrize("missing", ["corpus", "vectors"])
def test_a_folder_that_is_not_there_is_told(data: Path, tmp_path: Path, missing: str) -> None:
    order = ordered(data, tmp_path)
    folders = {"corpus": order.corpus, "vectors": order.vectors, missing: tmp_path / "nowhere"}
    lost = WorkOrder(order.header, **folders, folder=order.folder, device="cpu")
    with pytest.raises(UserError, match="nowhere"):
        list(perform(lost))
