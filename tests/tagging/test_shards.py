"""Pools in Parquet shards: the arrays of the same sentences, and one sentence about a mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from tasks.corpora.sentence import Sentence
from tasks.errors import UserError
from tasks.tagging import shards as module
from tasks.tagging.encoding import encode
from tasks.tagging.shards import encode_shards

WORDS = ["<unknown>", "flights", "from", "Boston", "straße"]


def write(path: Path, sentences: list[Any], kind: pyarrow.DataType | None = None) -> Path:
    column = pyarrow.array(sentences, kind or pyarrow.list_(pyarrow.string()))
    table = pyarrow.table({"id": range(len(sentences)), "tokens": column})
    parquet.write_table(table, path, row_group_size=3)
    return path


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sentences=st.lists(
        st.lists(st.sampled_from([*WORDS, "BOSTON", "to", ""]), min_size=1, max_size=6), max_size=12
    ),
    lowercase=st.booleans(),
    rows=st.integers(1, 5),
)
def test_the_arrays_are_those_of_the_same_sentences(
    tmp_path: Path, sentences: list[list[str]], lowercase: bool, rows: int
) -> None:
    half = len(sentences) // 2
    write(tmp_path / "b.parquet", sentences[half:])
    write(tmp_path / "a.parquet", sentences[:half])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ROWS", rows)
        found = encode_shards(tmp_path, WORDS, lowercase)
    known = {word: row for row, word in enumerate(WORDS)}
    wanted = encode(
        [Sentence(tuple(one), ("?",) * len(one)) for one in sentences], known, [], lowercase
    )
    np.testing.assert_array_equal(found.words, wanted.words)
    np.testing.assert_array_equal(found.tags, wanted.tags)
    np.testing.assert_array_equal(found.offsets, wanted.offsets)
    assert found.words.dtype == found.tags.dtype == found.offsets.dtype == np.int64


@pytest.mark.parametrize("strings", [pyarrow.string(), pyarrow.large_string()])
def test_large_types_are_read(tmp_path: Path, strings: pyarrow.DataType) -> None:
    path = write(tmp_path / "one.parquet", [["from", "Boston"]], pyarrow.large_list(strings))
    assert encode_shards(path, WORDS).words.tolist() == [2, 3]


@pytest.mark.parametrize("empty", [[], None])
def test_a_sentence_without_tokens_is_named(tmp_path: Path, empty: Any) -> None:
    path = write(tmp_path / "pool.parquet", [["from"]] * 4 + [empty, ["from"]])
    with pytest.raises(UserError, match=r"pool\.parquet, row 5: the sentence has no tokens"):
        encode_shards(path, WORDS)


def test_a_missing_token_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "pool.parquet", [["from"]] * 4 + [["from", None, "Boston"], ["from"]])
    with pytest.raises(UserError, match=r"pool\.parquet, row 5: a token is missing"):
        encode_shards(path, WORDS)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "pool.parquet", [["from", "Boston"]] * 30)
    content = bytearray(path.read_bytes())
    content[4:400] = bytes(396)
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"is no whole Parquet file \(.+\): write it anew$"):
        encode_shards(path, WORDS)


def test_what_is_no_pool_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.parquet is missing: name a Parquet file"):
        encode_shards(tmp_path / "none.parquet", WORDS)
    with pytest.raises(UserError, match="holds no Parquet files"):
        encode_shards(tmp_path, WORDS)
    text = tmp_path / "text.parquet"
    text.write_text("tokens\n")
    with pytest.raises(UserError, match=r"text\.parquet is no whole Parquet file"):
        encode_shards(text, WORDS)
    parquet.write_table(pyarrow.table({"tokens": ["from Boston"]}), text)
    with pytest.raises(
        UserError, match=r"no column `tokens` with a list of strings .*tokens: string"
    ):
        encode_shards(text, WORDS)


def test_forms_are_those_of_the_same_sentences_and_new_words_come_last(tmp_path: Path) -> None:
    write(tmp_path / "1.parquet", [["from", "Boston", "from"], ["zu"]])
    write(tmp_path / "2.parquet", [["Boston", "zu", "new"], ["to"]])
    forms = {"to": 0, "Boston": 1}
    encoded = encode_shards(tmp_path, WORDS, lowercase=True, forms=forms)
    assert list(forms)[:2] == ["to", "Boston"]
    assert encoded.forms is not None
    words = [list(forms)[row] for row in encoded.forms]
    assert words == ["from", "Boston", "from", "zu", "Boston", "zu", "new", "to"]
    assert encode_shards(tmp_path, WORDS).forms is None
