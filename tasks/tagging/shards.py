"""A large pool in Parquet shards, encoded column by column: no sentence is ever a Python object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tasks.errors import UserError
from tasks.tagging.encoding import EncodedSentences, IntArray

if TYPE_CHECKING:
    import pyarrow

TOKENS = "tokens"
_ROWS = 65_536


def encode_shards(
    path: Path,
    words: Sequence[str],
    lowercase: bool = False,
    forms: dict[str, int] | None = None,
) -> EncodedSentences:
    """Encode the sentences of a Parquet file, or of all in a folder, in the order of their names.

    Parameters
    ----------
    path
        Files with a column `tokens`: a list of strings a sentence. Other columns are not read.
    words
        The embedding table's words; row 0 stands for all others.
    forms
        For networks that look at spellings: words that it does not hold yet are added at its end.

    Returns
    -------
    EncodedSentences
        Every tag is -1: nobody knows them yet.

    Raises
    ------
    UserError
        When there is no such file, it is no whole Parquet file, it has no such column, or a
        sentence has no tokens or a missing one.
    """
    import pyarrow

    known = pyarrow.array(words, pyarrow.string())
    rows: list[IntArray] = []
    spelt: list[IntArray] = []
    lengths: list[IntArray] = []
    for file in _files(path):
        done = 0
        for batch in _batches(file):
            tokens, counts = _flat(batch)
            if not counts.all():
                row = done + int(np.argmin(counts != 0)) + 1
                raise UserError(f"{file}, row {row}: the sentence has no tokens: remove the row")
            if tokens.null_count:
                first = int(np.argmax(tokens.is_null().to_numpy(zero_copy_only=False)))
                row = done + int(np.searchsorted(counts.cumsum(), first, side="right")) + 1
                raise UserError(f"{file}, row {row}: a token is missing: remove the row")
            rows.append(_rows_of(tokens, known, lowercase))
            if forms is not None:
                spelt.append(_forms_of(tokens, forms))
            lengths.append(counts)
            done += len(counts)
    offsets = np.concatenate([[0], *lengths]).cumsum()
    encoded = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    tags = np.full(len(encoded), -1)
    return EncodedSentences(
        encoded, tags, offsets, None if forms is None else np.concatenate([encoded[:0], *spelt])
    )


class PoolSentence(NamedTuple):
    """A sentence of a pool, and the file and row (from 1) where it stands."""

    file: Path
    row: int
    tokens: list[str]


def read_chosen(path: Path, chosen: Sequence[int]) -> list[PoolSentence]:
    """Read the sentences that `encode_shards` has at the indices `chosen`, in that order."""
    wanted = np.sort(np.array(chosen, dtype=np.int64))
    found: dict[int, PoolSentence] = {}
    begin = 0
    for file in _files(path):
        row = 1
        for batch in _batches(file):
            inside = wanted[(wanted >= begin) & (wanted < begin + len(batch))] - begin
            for place in inside.tolist():
                found[begin + place] = PoolSentence(file, row + place, batch[place].as_py())
            begin += len(batch)
            row += len(batch)
    return [found[index] for index in chosen]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(path.glob("*.parquet"))
        if not files:
            raise UserError(f"{path} holds no Parquet files: put the pool's shards there")
        return files
    if not path.is_file():
        raise UserError(f"{path} is missing: name a Parquet file, or a folder of them")
    return [path]


def _batches(file: Path) -> Iterator[pyarrow.Array]:
    """The column of tokens, some ten thousand sentences at a time."""
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(file) as opened:
            schema = opened.schema_arrow
            if TOKENS not in schema.names or not _is_list_of_strings(schema.field(TOKENS).type):
                raise UserError(
                    f"{file} has no column `{TOKENS}` with a list of strings a sentence: "
                    f"it has {', '.join(map(str, schema)) or 'none'}"
                )
            for batch in opened.iter_batches(_ROWS, columns=[TOKENS]):
                yield batch.column(0)
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).strip().splitlines()[0]
        raise UserError(f"{file} is no whole Parquet file ({reason}): write it anew") from error


def _is_list_of_strings(kind: pyarrow.DataType) -> bool:
    from pyarrow import types

    lists = types.is_list(kind) or types.is_large_list(kind)
    return lists and (types.is_string(kind.value_type) or types.is_large_string(kind.value_type))


def _flat(sentences: pyarrow.Array) -> tuple[pyarrow.Array, IntArray]:
    """All tokens end to end, and how many each sentence has; a missing list has none."""
    from pyarrow import compute

    counts = compute.fill_null(compute.list_value_length(sentences), 0)
    return sentences.flatten(), counts.to_numpy(zero_copy_only=False).astype(np.int64)


def _rows_of(tokens: pyarrow.Array, known: pyarrow.Array, lowercase: bool) -> IntArray:
    from pyarrow import compute

    if lowercase:
        tokens = compute.utf8_lower(tokens)
    found = compute.index_in(tokens.cast(known.type), value_set=known)
    return compute.fill_null(found, 0).to_numpy(zero_copy_only=False).astype(np.int64)


def _forms_of(tokens: pyarrow.Array, forms: dict[str, int]) -> IntArray:
    distinct = tokens.dictionary_encode()
    rows = [forms.setdefault(word, len(forms)) for word in distinct.dictionary.to_pylist()]
    return np.array(rows, dtype=np.int64)[distinct.indices.to_numpy(zero_copy_only=False)]
