"""What each round predicted on the training split, kept beside the journal for later rounds."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from pathlib import Path
from zlib import crc32

import numpy as np

from tasks.files import replacing
from tasks.querying.pool import IntArray

_CHECKSUM = 4  # bytes


class PredictedTags(MutableMapping[int, IntArray]):
    """Arrays of tag indices by round, a file each: a checksum, then 16-bit integers.

    A file that is damaged counts as missing; whoever asks makes it anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, round_: int) -> IntArray:
        try:
            content = self._path(round_).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(round_) from error
        checksum, tags = content[:_CHECKSUM], content[_CHECKSUM:]
        if not tags or checksum != _checksum(tags):  # the checksum of nothing is all zeros
            raise KeyError(round_)
        return np.frombuffer(tags, dtype="<i2").astype(np.int64)

    def __setitem__(self, round_: int, tags: IntArray) -> None:
        content = tags.astype("<i2").tobytes()
        with replacing(self._path(round_)) as temporary:
            temporary.write_bytes(_checksum(content) + content)

    def __delitem__(self, round_: int) -> None:
        self._path(round_).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[int]:
        return (int(path.stem) for path in sorted(self._folder.glob("*.tags")))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _path(self, round_: int) -> Path:
        return self._folder / f"{round_}.tags"


def _checksum(content: bytes) -> bytes:
    return crc32(content).to_bytes(_CHECKSUM, "little")
