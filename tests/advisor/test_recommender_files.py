"""Saved recommenders: what is read back, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_up_profiles import made_up_training

from tasks.advisor.recommender_files import load_recommender, save_recommender
from tasks.advisor.recommenders import bm25, walk
from tasks.errors import UserError


def test_arrays_sparse_rows_and_numbers_keep_their_types(tmp_path: Path) -> None:
    fitted = bm25.fit(made_up_training(), neighbours=7)
    save_recommender(tmp_path / "one.npz", fitted)
    loaded = load_recommender(tmp_path / "one.npz")
    assert isinstance(loaded, bm25.Bm25)
    assert loaded.neighbours == 7
    assert isinstance(loaded.neighbours, int)
    assert (loaded.keys != fitted.keys).nnz == 0
    assert loaded.keys.dtype == np.float32
    np.testing.assert_array_equal(loaded.index.idf, fitted.index.idf)


def test_a_missing_file_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.npz is missing: run `skillpath evaluate`"):
        load_recommender(tmp_path / "none.npz")


@pytest.mark.parametrize(
    "written",
    [
        "os:getcwd",
        "tasks.advisor.gone:Gone",
        "tasks.advisor.linear:Gone",
        "tasks.advisor.linear:Linear",
        "tasks.advisor.recommender_files:import_module",
        "tasks.advisor.recommender_files:Path",
    ],
)
def test_what_is_no_recommender_is_refused(tmp_path: Path, written: str) -> None:
    np.savez(tmp_path / "one.npz", **{".class": np.asarray(written)})
    with pytest.raises(UserError, match=r"one\.npz cannot be read"):
        load_recommender(tmp_path / "one.npz")


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 broken"])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "one.npz"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"one\.npz cannot be read"):
        load_recommender(path)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.npz"
    save_recommender(path, walk.fit(made_up_training()))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UserError, match=r"one\.npz cannot be read"):
        load_recommender(path)
