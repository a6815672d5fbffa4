"""From catalogue entries to verified files in a folder, over the network or from a mirror."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from tasks.addresses import is_address, without_password
from tasks.errors import UserError
from tasks.files import replacing
from tasks.sources.archives import unpack
from tasks.sources.catalogue import VECTOR_FORMATS, Source, SourceFile
from tasks.sources.transfer import (
    OtherFileError,
    Progress,
    Sleep,
    Transfer,
    TransferError,
    forget,
    transfer,
)

MIRRORED = "https://raw.githubusercontent.com/"
UNPACK_LIMIT = 4 << 30

_RECORD = "if the new file is the right one, record it in data/sources.yaml"

OnProgress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Record:
    """What was downloaded: one file of one source, as it came."""

    source: str
    file: str
    sha256: str
    bytes: int
    licence: str


@dataclass(frozen=True)
class _Item:
    """One file to obtain, and where it is kept between runs."""

    source: Source
    file: SourceFile
    kept: Path

    @property
    def label(self) -> str:
        return f"{self.source.name}/{self.file.path}"

    @property
    def part(self) -> Path:
        return self.kept.with_name(f"{self.kept.name}.part")

    @property
    def mirror_path(self) -> str | None:
        """Its path below a mirror's root; None for what a mirror does not hold."""
        return path_in_mirror(self.file)


def download(
    sources: Sequence[Source],
    destination: Path,
    downloads: Path,
    mirror: str | Path | None = None,
    parallel: int = 4,
    on_progress: OnProgress | None = None,
    retries: int = 4,
    sleep: Sleep | None = None,
) -> list[Record]:
    """Obtain every file of `sources` and place it as ``destination/<source>/<path>``.

    Finished files are kept, verified, as ``downloads/<source>/<path>`` beside unfinished
    ones (``*.part``); both outlive the destination. What is kept is hashed anew on each
    call, so that a damaged file is fetched again. Nothing is placed before everything has
    arrived.

    Parameters
    ----------
    mirror
        A folder, or the address of one, that holds ``OWNER/REPO/COMMIT/PATH`` for what
        comes from raw.githubusercontent.com and every `mirror_path` of the catalogue.
    parallel
        How many files are transferred at a time.
    on_progress
        Called with (``<source>/<path>``, bytes done, bytes in total or None), from the
        threads that transfer.
    retries, sleep
        See `tasks.sources.transfer.transfer`; `sleep` takes seconds.

    Returns
    -------
    One record a file, in the order of `sources` and their files.

    Raises
    ------
    UserError
        One sentence for each source that failed, after all the others have finished.
    """
    base = mirror_root(mirror)
    items = [
        _Item(source, file, downloads / source.name / file.path)
        for source in sources
        for file in source.files
    ]
    stop = threading.Event()

    def obtain(item: _Item) -> Record:
        def progress(done: int, total: int | None) -> None:
            if on_progress is not None:
                on_progress(item.label, done, total)

        with disk_trouble_told(item.source.name, downloads):
            return _obtain(item, base, progress, retries, sleep or stop.wait, stop)

    with ThreadPoolExecutor(max_workers=parallel) as pool:
        try:
            futures = [pool.submit(obtain, item) for item in items]
            wait(futures)
        except BaseException:  # Ctrl-C: the threads must not finish what nobody waits for
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    _raise_all([error for future in futures if (error := future.exception()) is not None])
    for item in items:
        with disk_trouble_told(item.source.name, destination):
            _place(item, destination / item.source.name)
    return [future.result() for future in futures]


@contextlib.contextmanager
def disk_trouble_told(what: str, folder: Path) -> Iterator[None]:
    """Turn an OSError of the disk that holds `folder` into one sentence with a remedy."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            remedy = "free some space and run again: it continues where it stopped"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            remedy = "make it accessible to this user"
        else:
            remedy = "mend that and run again"
        place = error.filename or folder
        raise UserError(f"{what}: {place}: {error.strerror or error}; {remedy}") from error


def _raise_all(errors: list[BaseException]) -> None:
    for error in errors:
        if not isinstance(error, UserError):
            raise error
    if errors:
        told = "\n".join(dict.fromkeys(map(str, errors)))
        raise UserError(without_password(told)) from errors[0]


def path_in_mirror(file: SourceFile) -> str | None:
    """The path of a file below a mirror's root; None for what a mirror does not hold."""
    url = file.url or ""
    if url.startswith(MIRRORED):
        return unquote(url.removeprefix(MIRRORED))
    return file.mirror_path


def mirror_root(mirror: str | Path | None) -> str | Path | None:
    """The mirror as an address without a slash at its end, or as an absolute folder.

    Raises
    ------
    UserError
        When it is neither an address nor a folder that is there.
    """
    if mirror is None:
        return None
    if isinstance(mirror, str) and mirror.startswith(("http://", "https://")):
        if not is_address(mirror):
            raise UserError(
                "SKILLPATH_MIRROR is no address that can be asked; correct it, and write /, ?, # "
                "and @ in a password as %2F, %3F, %23 and %40"
            )
        return mirror.rstrip("/")
    folder = Path(mirror).expanduser().resolve()
    if not folder.is_dir():
        raise UserError(
            f"the mirror {without_password(str(mirror))} is neither a folder (looked for at "
            f"{without_password(str(folder))}) nor an http address; correct SKILLPATH_MIRROR or "
            "unset it"
        )
    return folder


def _obtain(
    item: _Item,
    mirror: str | Path | None,
    progress: Progress,
    retries: int,
    sleep: Sleep,
    stop: threading.Event,
) -> Record:
    """Have the verified file at `item.kept`, with as little transferred as possible."""
    expected = item.file.sha256
    if expected is not None:
        for present in (item.kept, item.part):
            if present.is_file() and _sha256(present) == expected:
                return _accept(item, present, expected, progress)
    item.kept.unlink(missing_ok=True)
    item.part.parent.mkdir(parents=True, exist_ok=True)
    origin = _origin(item, mirror)
    if isinstance(origin, Path):
        _copy(item, origin, mirror, progress)
    else:
        job = Transfer(origin, item.part, item.file.bytes)
        try:
            transfer(job, progress, retries, sleep, stop)
        except OtherFileError as error:
            raise UserError(f"{item.source.name}: {error}; {_RECORD}") from error
        except TransferError as error:
            remedy = _remedy(item, mirror, error.passing)
            raise UserError(f"{item.source.name}: {error}; {remedy}") from error
    return _accept(item, item.part, _checked(item), progress)


def _origin(item: _Item, mirror: str | Path | None) -> str | Path:
    """The address or the file to take it from."""
    path = item.mirror_path
    if mirror is not None and path is not None:
        return mirror / path if isinstance(mirror, Path) else f"{mirror}/{quote(path)}"
    if item.file.url is not None:
        return item.file.url
    what = f"{item.file.path} is only to be had from a mirror"
    raise UserError(f"{item.source.name}: {what}; {_remedy(item, mirror, passing=False)}")


def _remedy(item: _Item, mirror: str | Path | None, passing: bool) -> str:
    """What can be done when the file cannot be had; `passing` if the same may succeed later."""
    remedies = ["check the network and run again"] if passing else []
    if item.source.format in VECTOR_FORMATS:
        other = "substitute" if item.file.url else "paper"
        remedies.append(f"choose -S vectors=random or -S vectors={other}")
    if item.mirror_path is None:
        remedies += [] if passing else ["correct its url in data/sources.yaml"]
    elif mirror is None:
        remedies.append("set SKILLPATH_MIRROR to a folder or an address that holds it")
    else:
        remedies.append(f"complete the mirror {mirror} or point SKILLPATH_MIRROR elsewhere")
    return ", or ".join(remedies)


def _copy(item: _Item, origin: Path, mirror: str | Path | None, progress: Progress) -> None:
    forget(item.part)
    try:
        shutil.copyfile(origin, item.part)
    except FileNotFoundError:
        raise UserError(
            f"{item.source.name}: {origin} is missing; {_remedy(item, mirror, passing=False)}"
        ) from None
    size = item.part.stat().st_size
    progress(size, size)


def _checked(item: _Item) -> str:
    """The checksum of the complete partial file, if the catalogue agrees with it."""
    got, size = _sha256(item.part), item.part.stat().st_size
    expected = item.file.sha256
    if expected is None:
        raise UserError(
            f"{item.source.name}: {item.file.path} has no checksum in data/sources.yaml; what "
            f"was downloaded ({size} bytes) has sha256 {got}: record it there to accept it and "
            "run again, nothing is transferred twice"
        )
    if got != expected or item.file.bytes not in (None, size):
        forget(item.part)
        raise UserError(
            f"{item.source.name}: {item.file.path} is not the file of the catalogue: expected "
            f"sha256 {expected} ({item.file.bytes} bytes), got {got} ({size} bytes); {_RECORD}"
        )
    return got


def _accept(item: _Item, present: Path, digest: str, progress: Progress) -> Record:
    """Give the verified file its final name."""
    present.replace(item.kept)
    forget(item.part)
    size = item.kept.stat().st_size
    progress(size, size)
    return Record(item.source.name, item.file.path, digest, size, item.source.licence)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(item: _Item, folder: Path) -> None:
    if item.file.unpack is not None:
        try:
            unpack(item.kept, folder, item.file.unpack, limit=UNPACK_LIMIT)
        except UserError as error:
            raise UserError(f"{item.source.name}: {error}") from error
        return
    with replacing(folder / item.file.path) as temporary:
        try:
            os.link(item.kept, temporary)
        except OSError:  # another file system, or one that has no links
            shutil.copyfile(item.kept, temporary)
