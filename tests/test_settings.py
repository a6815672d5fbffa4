"""The settings of the environment: what an empty one means, and the table that shows them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tasks.settings import GPUS, SETTINGS, Setting

TABLE = Path(__file__).parents[1] / "docs" / "settings.md"


def test_an_empty_variable_is_as_one_that_is_not_set_unless_it_says_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    setting = Setting("SKILLPATH_MADE_UP", "A thing", "none")
    assert setting.value() is None
    monkeypatch.setenv("SKILLPATH_MADE_UP", "")
    assert setting.value() is None
    monkeypatch.setenv("SKILLPATH_MADE_UP", "something")
    assert setting.value() == "something"
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert GPUS.value() == ""


def test_the_table_shows_every_setting_as_it_is_and_no_other() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.+) \| (.+) \| (.+) \|$", TABLE.read_text("utf-8"), re.M
    )
    expected = [(one.name, one.meaning, one.default, one.secret) for one in SETTINGS]
    assert sorted(rows) == sorted(expected)


def test_what_is_secret_in_its_name_is_marked_so() -> None:
    telling = re.compile("TOKEN|PASSWORD|SECRET|KEY|_UR[LI]$|MIRROR")
    open_ = [one.name for one in SETTINGS if telling.search(one.name) and one.secret == "no"]
    assert open_ == []
