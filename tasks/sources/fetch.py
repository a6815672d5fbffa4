"""The download stage: a folder that holds the sources asked for, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tasks.errors import UserError
from tasks.files import write_json
from tasks.sources.catalogue import choose, read_catalogue
from tasks.sources.download import OnProgress, Record, disk_trouble_told, download

RECORDS = "sources.json"


def fetch(
    names: Iterable[str],
    catalogue_path: Path,
    destination: Path,
    downloads: Path,
    mirror: str | None = None,
    on_progress: OnProgress | None = None,
) -> list[Record]:
    """Make `destination` hold exactly the sources of these names, verified.

    Writes ``destination/<source>/<path>`` and ``destination/sources.json`` (source, file,
    sha256, bytes and licence of each download, without times, sorted; an empty list when
    nothing is asked for). Whatever else stands in `destination` is removed, so that it
    depends on the request alone. For the rest see `tasks.sources.download.download`.

    Parameters
    ----------
    mirror
        The value of ``SKILLPATH_MIRROR``; None or an empty text where it is not set.

    Raises
    ------
    UserError
        If the catalogue is wrong, a name is unknown, or something cannot be had.
    """
    sources = choose(read_catalogue(catalogue_path), names)
    _refuse_precious(destination, (catalogue_path, downloads, Path()))
    wanted = {destination / source.name / path for source in sources for path in source.outputs}
    with disk_trouble_told("download", destination):
        if destination.is_dir():
            _prune(destination, wanted)
    records = download(sources, destination, downloads, mirror or None, on_progress=on_progress)
    records.sort(key=lambda record: (record.source, record.file))
    with disk_trouble_told("download", destination):
        write_json(destination / RECORDS, [asdict(record) for record in records])
    return records


def _refuse_precious(destination: Path, precious: Iterable[Path]) -> None:
    """Everything else in the destination is removed: make sure that nothing dear lies there."""
    for path in precious:
        if path.resolve().is_relative_to(destination.resolve()):
            raise UserError(
                f"{destination}: cannot download into this folder, for {path.resolve()} lies in "
                "it and would be removed; give downloads a folder of their own"
            )


def _prune(folder: Path, wanted: set[Path]) -> None:
    """Remove every file below `folder` but the wanted ones, and the folders left empty."""
    for path in list(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            _prune(path, wanted)
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
