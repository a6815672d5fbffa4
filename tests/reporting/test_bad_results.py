"""The report of damaged results: one sentence that names the file, or a report all the same."""

from __future__ import annotations

import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_adviser import AdviserFolders, write_adviser
from made_up_sweeps import write_sweep

from tasks.reporting.adviser.results.everything import read_adviser
from tasks.reporting.report import write_report
from tasks.reporting.sweep import SweepFolder, read_sweep


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> SweepFolder:
    return write_sweep(tmp_path_factory.mktemp("sweeps") / "one", seeds=2, rounds=3)


@pytest.fixture(scope="module")
def adviser(tmp_path_factory: pytest.TempPathFactory) -> AdviserFolders:
    return write_adviser(tmp_path_factory.mktemp("adviser"), topics=4, numbers=(4, 8), seeds=2)


def test_every_damaged_file_is_told_in_one_sentence(
    sweep: SweepFolder, adviser: AdviserFolders
) -> None:
    for path in sorted(sweep.folder.iterdir()):
        check_damage(lambda: read_sweep(sweep), path)
    for path in sorted(path for folder in adviser for path in folder.rglob("*.json")):
        check_damage(lambda: read_adviser(*adviser), path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_changed_in_a_sweep_is_reported_or_told(
    sweep: SweepFolder, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = data.draw(st.sampled_from(sorted(sweep.folder.iterdir())))
    out = tmp_path_factory.getbasetemp() / "out"
    check_changes(lambda: write_report(out, [sweep], None), path, data)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_changed_in_the_adviser_is_reported_or_told(
    adviser: AdviserFolders, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = sorted(path for folder in adviser for path in folder.rglob("*.json"))
    path = data.draw(st.sampled_from(files))
    out = tmp_path_factory.getbasetemp() / "out"
    check_changes(lambda: write_report(out, [], read_adviser(*adviser)), path, data)
