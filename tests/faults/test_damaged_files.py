"""Journals are cut off, or bits of them flip, while nobody looks."""

from __future__ import annotations

import re

import pytest
from study import Study

pytestmark = pytest.mark.slow


def flip_digit(content: bytes) -> bytes:
    """The same with another digit in the last validation score, which is valid JSON as before."""
    place = list(re.finditer(rb'"f1_valid":\d', content))[-1].end() - 1
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_damaged_journals_are_mended_by_the_same_command(
    study: Study, undisturbed: dict[str, bytes], server: str
) -> None:
    assert study.sweep(PREFECT_API_URL=server).end()[0] == 0
    damages = [
        lambda content: content[:-20],
        lambda content: content[: content.index(b"\n") + 30],
        flip_digit,
        lambda content: b"\0" * len(content),
        lambda content: content.replace(b"random", b"ramdom", 1),
        lambda content: content[:0],
    ]
    paths = sorted(study.journals())
    for path, damage in zip(paths, damages, strict=True):
        path.write_bytes(damage(path.read_bytes()))
    status, told = study.sweep(PREFECT_API_URL=server).end()
    assert status == 0, told
    assert "6 simulations done, 0 were done before" in told
    assert study.results() == undisturbed
    assert sorted(study.journals()) == paths
