"""Vectors and pools that are damaged: one sentence that names the file."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from tasks.errors import UserError
from tasks.tagging.shards import encode_shards, read_chosen
from tasks.tagging.vectors import load
from tasks.tagging.vectors.blocks import WordVectors
from tasks.tagging.vectors.formats import read_char_ngrams, read_glove
from tasks.tagging.vectors.stage import save

KINDS = ("words", "matrix", "covered", "coverage", "text", "zip", "gzip", "pool")
TEXT = "the 1 2 3\nof 4 5 6\n2gram-of 7 8 9\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Callable[[], object]]]:
    """By what it is: a file, and how it is read."""
    folder = tmp_path_factory.mktemp("vectors")
    matrix = np.arange(12, dtype=np.float32).reshape(3, 4)
    save(folder, WordVectors(["?", "the", "of"], matrix, np.ones((3, 1), bool), [4]), {}, {})
    text, packed = folder / "v.txt", folder / "v.zip"
    text.write_text(TEXT)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("charNgram.txt", TEXT)
    squeezed = folder / "v.gz"
    squeezed.write_bytes(gzip.compress(TEXT.encode()))
    pool = folder / "pool.parquet"
    parquet.write_table(pyarrow.table({"tokens": [["the", "of"], ["of"]] * 9}), pool)

    def select() -> None:
        encode_shards(pool, ["?", "the"])
        read_chosen(pool, [1, 0])

    return {
        "words": (folder / "words.txt", lambda: load(folder)),
        "matrix": (folder / "matrix.npy", lambda: load(folder)),
        "covered": (folder / "covered.npy", lambda: load(folder)),
        "coverage": (folder / "coverage.json", lambda: load(folder)),
        "text": (text, lambda: read_glove(text, ["the", "of"])),
        "zip": (packed, lambda: read_char_ngrams(packed, ["of"])),
        "gzip": (squeezed, lambda: read_glove(squeezed, ["the", "of"])),
        "pool": (pool, select),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_told_in_one_sentence(files: dict, kind: str) -> None:
    path, read = files[kind]
    check_damage(read, path)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(KINDS), data=st.data())
def test_whatever_is_changed_in_a_file_is_read_or_told(
    files: dict, kind: str, data: st.DataObject
) -> None:
    path, read = files[kind]
    check_changes(read, path, data)


def test_a_count_of_too_many_digits_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    path.write_text(f"1 {'9' * 5000}\nthe 1 2\n")
    assert read_glove(path, ["the"]).vectors == {}


def test_an_encrypted_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v.txt", TEXT)
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(UserError, match=r"v\.zip cannot be read .*encrypted"):
        read_glove(path, ["the"])
