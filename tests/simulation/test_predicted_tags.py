"""Predicted tags on disk: what was kept comes back, what is damaged counts as missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_disk import SmallDisk

from tasks.simulation.predicted import PredictedTags


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = PredictedTags(tmp_path / "predicted")
    assert (len(kept), list(kept), kept.get(0)) == (0, [], None)
    kept[0], kept[10] = np.array([3, 1, 200]), np.array([0])
    again = PredictedTags(tmp_path / "predicted")
    assert again[0].tolist() == [3, 1, 200]
    assert again[0].dtype == np.int64
    assert sorted(again) == [0, 10]
    del again[10]
    assert 10 not in kept


def test_on_a_full_disk_what_was_kept_stays_and_the_file_is_named(small_disk: SmallDisk) -> None:
    kept = PredictedTags(small_disk.path / "predicted")
    kept[1] = np.arange(5000)
    small_disk.fill()
    for round_ in (1, 2):
        path = small_disk.path / "predicted" / f"{round_}.tags"
        with pytest.raises(OSError, match=f"No space left on device: '{path}'"):
            kept[round_] = np.zeros(20_000, dtype=np.int64)
    assert [file.name for file in (small_disk.path / "predicted").iterdir()] == ["1.tags"]
    assert kept[1].tolist() == list(range(5000))
    small_disk.free()
    kept[2] = np.array([7])
    assert kept[2].tolist() == [7]


def test_a_file_with_a_flipped_bit_or_cut_off_counts_as_missing(tmp_path: Path) -> None:
    kept, path = PredictedTags(tmp_path), tmp_path / "2.tags"
    kept[2] = np.arange(100) % 7
    whole = path.read_bytes()
    for place in range(len(whole)):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << bit
            path.write_bytes(flipped)
            assert kept.get(2) is None
        path.write_bytes(whole[:place])
        assert kept.get(2) is None
        path.write_bytes(bytes(place))  # a power cut can leave zeros where data was to be
        assert kept.get(2) is None
    kept[2] = np.array([1])
    assert kept[2].tolist() == [1]
