"""Parcels: what a simulation takes along to another machine, and what comes back."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from made_up_work import do_rounds, made_up_orders

from tasks.errors import UserError
from tasks.locks import Locked, locked
from tasks.paths import Project
from tasks.simulation.parcel import Parcel, accept, misfit, pack, unpack
from tasks.simulation.process import WorkOrder


@pytest.fixture
def order(tmp_path: Path) -> WorkOrder:
    """One that is to be done at home."""
    return made_up_orders(tmp_path / "home" / "data", ["random"], [3])[0]


@pytest.fixture
def far(order: WorkOrder, tmp_path: Path) -> Project:
    """Another machine's project with the same data."""
    shutil.copytree(order.corpus.parents[1], tmp_path / "far" / "data")
    return Project(tmp_path / "far")


def test_rounds_go_out_and_come_back_and_only_what_is_missing_is_done(
    order: WorkOrder, far: Project
) -> None:
    do_rounds(order, upto=2)
    there = unpack(pack(order), far)
    assert there.journal != order.journal
    assert there.journal.read_bytes() == order.journal.read_bytes()
    do_rounds(there)
    back = pack(there)
    accept(back, order)
    assert order.finished()
    assert order.journal.read_bytes() == there.journal.read_bytes()
    assert order.timings.read_bytes() == there.timings.read_bytes()


def test_a_parcel_that_knows_less_changes_nothing(order: WorkOrder) -> None:
    do_rounds(order, upto=1)
    early = pack(order)
    do_rounds(order)
    whole = order.journal.read_bytes()
    accept(early, order)
    accept(Parcel(order.header, "cpu"), order)
    accept(replace(early, journal="no journal\n"), order)
    assert order.journal.read_bytes() == whole


def test_a_journal_that_is_being_written_is_left_alone(order: WorkOrder, far: Project) -> None:
    there = unpack(pack(order), far)
    do_rounds(there, upto=3)
    do_rounds(order, upto=1)
    before = order.journal.read_bytes()
    with locked(order.folder / "lock"), pytest.raises(Locked):  # as its process does
        accept(pack(there), order, patience=0.0)
    assert order.journal.read_bytes() == before
    accept(pack(there), order, patience=0.0)
    assert order.journal.read_bytes() == there.journal.read_bytes()


def test_a_parcel_packed_in_the_middle_of_a_line_brings_the_whole_rounds(
    order: WorkOrder, far: Project
) -> None:
    there = unpack(pack(order), far)
    do_rounds(there, upto=3)
    lines = there.journal.read_bytes().splitlines(keepends=True)
    there.journal.write_bytes(b"".join(lines[:3]) + lines[3][:40])
    accept(pack(there), order)
    assert order.journal.read_bytes() == b"".join(lines[:3])


def test_another_simulations_rounds_are_not_taken(order: WorkOrder, tmp_path: Path) -> None:
    (other,) = made_up_orders(tmp_path / "other", ["random"], [4])
    do_rounds(other)
    accept(pack(other), order)
    assert not order.journal.exists()


def test_it_is_small_and_holds_no_data(order: WorkOrder) -> None:
    (order.corpus / "train.conll").write_text("word\tO\n" * 100_000, encoding="utf-8")
    do_rounds(order, query=tuple(range(500)))
    assert len(pickle.dumps(pack(order))) < 20_000


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda data: (data / "corpora" / "sample" / "train.conll").unlink(),
            r"is missing on the worker \S+: ",
        ),
        (
            lambda data: (data / "vectors" / "sample" / "words.txt").write_text("other"),
            r"on the worker \S+ differs from the sweep's: share the project's folder with it",
        ),
    ],
)
def test_other_data_on_the_worker_is_refused(
    order: WorkOrder, far: Project, change: object, told: str
) -> None:
    assert callable(change)
    change(far.root / "data")
    with pytest.raises(UserError, match=told) as refused:
        unpack(pack(order), far)
    assert str(far.root.resolve()) in str(refused.value)
    assert misfit([pack(order)], far) == str(refused.value)


def test_other_code_on_the_worker_is_refused(order: WorkOrder, far: Project) -> None:
    parcel = replace(pack(order), header={**order.header, "code": "of another commit"})
    with pytest.raises(UserError, match=r"the code of the worker \S+ differs from the sweep's"):
        unpack(parcel, far)
    assert "the code of the worker" in (misfit([pack(order), parcel], far) or "")
    assert misfit([pack(order), pack(order)], far) is None


def test_the_full_data_run_goes_along_for_the_rule_that_stops_by_it(
    order: WorkOrder, far: Project
) -> None:
    (full,) = made_up_orders(order.corpus.parents[1], ["full"], [3])
    do_rounds(full)
    there = unpack(pack(order), far, pack(full))
    assert there.reference is not None
    assert there.reference.read_bytes() == full.journal.read_bytes()
