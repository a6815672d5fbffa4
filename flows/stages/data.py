"""The stage that brings everything from outside: catalogue sources, and files of the user's own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.errors import UserError
from tasks.files import replacing
from tasks.paths import Project
from tasks.settings import MIRROR

if TYPE_CHECKING:
    from tasks.parameters import Parameters
    from tasks.sources.download import OnProgress


def download(parameters: Parameters, project: Project) -> str:
    """Bring what the chosen corpora and vectors need into ``data/raw``.

    Sources of the catalogue are fetched and verified; the files of a corpus of the user's own
    are copied from its folder, so that DVC sees when they change.
    """
    from tasks.corpora.normalise import splits_of_folder
    from tasks.sources.fetch import fetch

    with _download_progress() as on_progress:
        records = fetch(
            parameters.sources(),
            project.catalogue,
            project.raw,
            project.downloads,
            MIRROR.value(),
            on_progress,
        )
    for corpus in parameters.sweep.corpora:
        folder = parameters.corpora[corpus].path
        for files in splits_of_folder(folder).values() if folder else ():
            for file in files:
                with replacing(project.raw / corpus / file.name) as temporary:
                    shutil.copyfile(file, temporary)
    for table in parameters.vacancies.tables:
        own = parameters.tables[table].path
        if own:
            _copy_table(own, project.raw / table, parameters.tables[table].format)
    size = sum(record.bytes for record in records)
    return f"{len(records)} files, {size / 1e6:.1f} MB, verified in {project.raw}"


def _copy_table(own: Path, destination: Path, format_: str) -> None:
    from tasks.vacancies.readers.hh_json import json_files

    for file in json_files(own) if format_ == "hh_json" else _files(own):
        place = file.relative_to(own) if file != own else Path(file.name)
        with replacing(destination / place) as temporary:
            shutil.copyfile(file, temporary)


def _files(own: Path) -> list[Path]:
    files = [own] if own.is_file() else sorted(path for path in own.rglob("*") if path.is_file())
    if not files:
        raise UserError(f"{own} holds no file: put the table of vacancies there")
    return files


@contextmanager
def _download_progress() -> Iterator[OnProgress]:
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, transient=True, disable=not sys.stdout.isatty()) as bars:
        bar_of: dict[str, TaskID] = {}

        def show(name: str, done: int, total: int | None) -> None:
            if name not in bar_of:
                bar_of[name] = bars.add_task(name, total=total)
            bars.update(bar_of[name], completed=done, total=total)

        yield show
