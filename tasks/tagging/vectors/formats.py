"""Readers of pre-trained word vectors: GloVe text and character n-grams, packed or plain.

Files are streamed line by line and only the wanted rows are kept, so a gigabyte of vectors
costs no more memory than the vocabulary it is read for.
"""

from __future__ import annotations

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.errors import UserError

NGRAM_SIZES = (2, 3, 4)
NGRAM_MEMBER = "charNgram.txt"

_ZIP_MAGIC, _GZIP_MAGIC, _TAR_MAGIC = b"PK\x03\x04", b"\x1f\x8b", b"ustar"
_TAR_MAGIC_AT = 257
_TEXT_SUFFIXES = (".txt", ".vec")
_BUFFER_BYTES = 1 << 20
_DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, tarfile.TarError)
_LONGEST_COUNT = 10  # digits


class Rows(NamedTuple):
    """The vectors found: `vectors[key]` is a float32 array [dimension]."""

    dimension: int
    vectors: dict[str, npt.NDArray[np.float32]]


def read_glove(path: Path, wanted: Collection[str], member: str | None = None) -> Rows:
    """Read the vectors of the `wanted` keys from a file in GloVe's text format.

    A line is a key and its numbers, separated by single spaces. Keys may hold spaces
    themselves, so a line is split from its right end, by the dimension. A first line
    ``count dimension``, as word2vec writes, is stepped over. Of a key that occurs twice
    the first vector counts.

    Parameters
    ----------
    path : plain text, gzip, zip or (compressed) tar, told apart by content.
    wanted : the keys to keep, exactly as the file may spell them.
    member : name of the file inside an archive, with or without its folders; needed only
        where the archive holds several. Plain and gzip files have no members.

    Raises
    ------
    UserError
        For a line with too few numbers, a wanted line whose numbers are none, a damaged
        file, or an archive without (or with more than) one fitting member.
    """
    keys = {key.encode(): key for key in wanted}
    vectors: dict[str, npt.NDArray[np.float32]] = {}
    with _opened(path, member) as (stream, name):
        lines = _numbered(stream)
        dimension, unread = _begin(lines, name)
        for number, line in chain(unread, lines):
            spaces = line.count(b" ")
            if spaces < dimension:
                raise UserError(
                    f"{name}, line {number}: {spaces} numbers where {dimension} are due; "
                    "fetch the file again, or remove the line"
                )
            # Nearly every line is an unwanted one: find its key without splitting the rest.
            exact = spaces == dimension
            word = line[: line.find(b" ")] if exact else line.rsplit(b" ", dimension)[0]
            key = keys.get(word)
            if key is not None and key not in vectors:
                vectors[key] = _numbers(line[len(word) :], name, number)
    return Rows(dimension, vectors)


def read_char_ngrams(path: Path, words: Collection[str], member: str = NGRAM_MEMBER) -> Rows:
    """Compose a vector for each of the `words` from character n-grams in GloVe's text format.

    A word's vector is the mean over those of its distinct n-grams that occur in the file; a
    word none of whose n-grams occurs is left out. See `ngrams` for the keys and `read_glove`
    for containers and errors.

    References
    ----------
    K. Hashimoto, C. Xiong, Y. Tsuruoka, R. Socher: A Joint Many-Task Model: Growing a Neural
    Network for Multiple NLP Tasks. EMNLP 2017, section 2.1.
    """
    found = read_glove(path, {gram for word in words for gram in ngrams(word)}, member)
    vectors = {}
    for word in words:
        occurring = [found.vectors[gram] for gram in ngrams(word) if gram in found.vectors]
        if occurring:
            vectors[word] = np.array(occurring, np.float64).mean(axis=0).astype(np.float32)
    return Rows(found.dimension, vectors)


def ngrams(word: str) -> list[str]:
    """The distinct n-gram keys of a word, n = 2, 3, 4, in order of their first occurrence.

    ``#BEGIN#`` and ``#END#`` count as one character each: ``a`` has the keys
    ``2gram-#BEGIN#a``, ``2gram-a#END#`` and ``3gram-#BEGIN#a#END#``.
    """
    characters = ["#BEGIN#", *word, "#END#"]
    keys = (
        f"{n}gram-{''.join(characters[start : start + n])}"
        for n in NGRAM_SIZES
        for start in range(len(characters) - n + 1)
    )
    return list(dict.fromkeys(keys))


_Line = tuple[int, bytes]


def _numbered(stream: Iterable[bytes]) -> Iterator[_Line]:
    for number, line in enumerate(stream, 1):
        yield number, line.rstrip(b" \r\n")


def _begin(lines: Iterator[_Line], name: str) -> tuple[int, list[_Line]]:
    """The dimension, and the first line again unless it is a word2vec header."""
    number, line = next(lines, (1, b""))
    fields = line.split(b" ")
    header = len(fields) == 2 and all(
        field.isdigit() and len(field) <= _LONGEST_COUNT for field in fields
    )
    # The key itself may look like a number, so one field always belongs to it.
    dimension = int(fields[1]) if header else min(_trailing_numbers(fields), len(fields) - 1)
    if not dimension:
        raise UserError(f"{name}, line {number}: no word with its numbers; is it a vector file?")
    return dimension, [] if header else [(number, line)]


def _trailing_numbers(fields: list[bytes]) -> int:
    for count, field in enumerate(reversed(fields)):
        try:
            float(field)
        except ValueError:
            return count
    return len(fields)


def _numbers(text: bytes, name: str, number: int) -> npt.NDArray[np.float32]:
    try:
        vector = np.array([float(field) for field in text.split()], dtype=np.float32)
    except ValueError as error:
        raise UserError(f"{name}, line {number}: {error}; fetch the file again") from error
    if not np.isfinite(vector).all():
        raise UserError(f"{name}, line {number}: a number is not finite; fetch the file again")
    return vector


@contextmanager
def _opened(path: Path, member: str | None) -> Iterator[tuple[Iterable[bytes], str]]:
    """Open the text inside `path`; yield its stream and the name to report errors under."""
    try:
        with _unpacked(path, member) as (stream, name):
            yield stream, name
    except FileNotFoundError as error:
        raise UserError(f"{path}: there is no such vector file; fetch it first") from error
    except _DAMAGE as error:
        raise UserError(f"{path} is damaged ({error}); fetch it again") from error
    except (OSError, RuntimeError, NotImplementedError) as error:  # encrypted, or packed oddly
        raise UserError(f"{path} cannot be read ({error}); fetch it again") from error


@contextmanager
def _unpacked(path: Path, member: str | None) -> Iterator[tuple[Iterable[bytes], str]]:
    with path.open("rb") as plain:
        head = plain.read(tarfile.BLOCKSIZE)
    if head.startswith(_ZIP_MAGIC):
        with zipfile.ZipFile(path) as archive:
            inside = _choose(path, archive.namelist(), member)
            with archive.open(inside) as packed:
                yield packed, f"{path} ({inside})"
    elif _is_tar(path, head):
        with tarfile.open(path) as tar:
            files = [entry.name for entry in tar.getmembers() if entry.isfile()]
            inside = _choose(path, files, member)
            packed_file = tar.extractfile(inside)
            assert packed_file is not None  # only of folders and devices
            with packed_file:
                yield packed_file, f"{path} ({inside})"
    elif head.startswith(_GZIP_MAGIC):
        with gzip.open(path, "rb") as packed:
            yield packed, str(path)
    else:
        with path.open("rb", buffering=_BUFFER_BYTES) as plain:
            yield plain, str(path)


def _is_tar(path: Path, head: bytes) -> bool:
    if head.startswith(_GZIP_MAGIC):
        with gzip.open(path, "rb") as packed:
            head = packed.read(tarfile.BLOCKSIZE)
    return head[_TAR_MAGIC_AT:].startswith(_TAR_MAGIC)


def _choose(path: Path, names: Iterable[str], member: str | None) -> str:
    texts = [name for name in names if name.endswith(_TEXT_SUFFIXES)]
    if member is None:
        fitting = texts
    else:
        fitting = [name for name in texts if member in (name, PurePosixPath(name).name)]
    if len(fitting) != 1:
        sought = "one text file" if member is None else member
        raise UserError(
            f"{path}: {sought} is sought inside, there are {', '.join(texts) or 'no text files'}; "
            "state the `member` to read"
        )
    return fitting[0]
