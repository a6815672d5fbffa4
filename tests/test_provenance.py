"""Where results come from: told, and written beside them."""

from __future__ import annotations

import re
from pathlib import Path

from tasks.files import read_json
from tasks.provenance import PROVENANCE, provenance, write_provenance


def test_commit_and_machine_are_named(tmp_path: Path) -> None:
    origin = provenance()
    assert set(origin) == {"commit", "machine"}
    assert re.fullmatch(r"[0-9a-f]{12}(\+changes)?|unknown\+?\w*", origin["commit"])
    assert origin["machine"]
    write_provenance(tmp_path)
    assert read_json(tmp_path / PROVENANCE) == origin
