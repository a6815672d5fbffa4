"""Unpacking archives that a stranger made: chosen members, nothing outside the folder, no bombs."""

from __future__ import annotations

import gzip
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from tasks.errors import UserError

BLOCK = 1 << 20

_UNREADABLE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    EOFError,
    zlib.error,
    NotImplementedError,  # zipfile's word for a compression it does not know
)


@dataclass(frozen=True)
class _Member:
    name: str
    regular: bool
    open: Callable[[], IO[bytes]]


def unpack(
    archive: Path, folder: Path, members: Collection[str] | None = None, *, limit: int
) -> list[Path]:
    """Unpack a ``.zip``, ``.tar.gz``, ``.tgz`` or ``.gz`` into `folder`.

    Everything is first written to a temporary folder inside `folder` and renamed into
    place when all of it is there, so that no file is ever seen half-written.

    Parameters
    ----------
    members
        The members wanted, by their names in the archive; None for all. A ``.gz`` holds
        one, named like the archive without its suffix.
    limit
        The number of bytes that the unpacked members may have together.

    Returns
    -------
    The files written, in the archive's order.

    Raises
    ------
    UserError
        If the archive cannot be read, lacks a member, would write outside `folder`, holds
        a link or a device where a file is wanted, or unpacks to more than `limit` bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=folder))
    try:
        with _opened(archive) as available:
            wanted = _wanted(archive, available, members)
            written = 0
            for member in wanted:
                written = _extract(archive, member, temporary, written, limit)
        names = [PurePosixPath(member.name) for member in wanted]
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (temporary / name).replace(folder / name)
    except _UNREADABLE as error:
        raise UserError(
            f"{archive}: the archive cannot be read ({error}); remove it and download it again"
        ) from error
    finally:
        shutil.rmtree(temporary)
    return [folder / name for name in names]


@contextmanager
def _opened(archive: Path) -> Iterator[list[_Member]]:
    if archive.name.endswith(".zip"):
        with zipfile.ZipFile(archive) as zipped:
            yield [_zip_member(zipped, info) for info in zipped.infolist() if not info.is_dir()]
    elif archive.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(archive, "r:gz") as tarred:
            yield [_tar_member(tarred, info) for info in tarred.getmembers() if not info.isdir()]
    elif archive.name.endswith(".gz"):
        yield [_gzip_member(archive)]
    else:
        raise UserError(f"{archive}: not a .zip, .tar.gz, .tgz or .gz, so it cannot be unpacked")


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Member:
    kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where the archiver kept no Unix mode
    encrypted = bool(info.flag_bits & 0x1)
    regular = kind in (0, stat.S_IFREG) and not encrypted
    return _Member(info.filename, regular, lambda: archive.open(info))


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> _Member:
    def opened() -> IO[bytes]:
        content = archive.extractfile(info)
        if content is None:
            raise tarfile.ExtractError(f"{info.name} is not a file")
        return content

    return _Member(info.name, info.isreg(), opened)


def _gzip_member(archive: Path) -> _Member:
    def opened() -> IO[bytes]:
        return cast(IO[bytes], gzip.open(archive, "rb"))

    return _Member(archive.name.removesuffix(".gz"), True, opened)


def _wanted(
    archive: Path, available: list[_Member], members: Collection[str] | None
) -> list[_Member]:
    names = [member.name for member in available]
    for name in names if members is None else members:
        if name not in names:
            raise UserError(
                f"{archive}: the archive holds no {name!r}; it holds {', '.join(names[:10])}"
            )
        if names.count(name) > 1:
            raise UserError(f"{archive}: the archive holds {name!r} more than once")
    return [member for member in available if members is None or member.name in members]


def _extract(archive: Path, member: _Member, folder: Path, written: int, limit: int) -> int:
    """Write one member below `folder`; return `written` plus its length in bytes."""
    path = PurePosixPath(member.name)
    outside = path.is_absolute() or ".." in path.parts or not path.parts
    if outside or "\\" in member.name or ":" in member.name:
        raise UserError(f"{archive}: refused, for {member.name!r} would lie outside its folder")
    if not member.regular:
        raise UserError(
            f"{archive}: refused, for {member.name!r} is a link, a device or encrypted, not a file"
        )
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with member.open() as content, target.open("xb") as file:
        while block := content.read(BLOCK):
            written += len(block)
            if written > limit:
                raise UserError(f"{archive}: refused, for it unpacks to more than {limit} bytes")
            file.write(block)
    return written
