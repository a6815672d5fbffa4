"""A catalogue that is damaged, and what is left of a download: told, or fetched anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_input import check_changes, check_damage, only_a_sentence, restored
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_catalogue import GOOD

from tasks.sources.catalogue import read_catalogue


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalogue") / "sources.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_damaged_catalogue_is_told_in_one_sentence(path: Path) -> None:
    check_damage(lambda: read_catalogue(path), path)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_changed_in_the_catalogue_is_read_or_told(
    path: Path, data: st.DataObject
) -> None:
    check_changes(lambda: read_catalogue(path), path, data)


@given(
    value=st.sampled_from(
        ["2001-99-99", "0b_", "*nowhere", "!!set {a}", "{[a]: b}", "\x07", "&a [*a]", "<<", ".nan"]
    )
)
def test_an_odd_value_is_told(path: Path, value: str) -> None:
    for old in ("licence: none", "bytes: 10", "sha256: null", "format: parallel"):
        with restored(path):
            path.write_text(GOOD.replace(old, f"{old.split()[0]} {value}", 1))
            only_a_sentence(lambda: read_catalogue(path), path)
