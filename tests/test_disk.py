"""A full disk is told with the file and the remedy; any other trouble stays what it is."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from small_disk import SmallDisk

from tasks.disk import full_disk_told
from tasks.errors import UserError
from tasks.files import write_json
from tasks.jobs import Job


def test_a_text_a_copy_and_a_jobs_order_name_what_was_to_be_written(
    small_disk: SmallDisk, tmp_path: Path
) -> None:
    folder, big = small_disk.path / "folder", tmp_path / "big"
    folder.mkdir()
    big.write_bytes(bytes(10_000))
    small_disk.fill()
    remedy = "make room and run the same again, what was finished is kept"
    with (
        pytest.raises(UserError, match=f"disk that holds {folder / 'a.json'}: {remedy}$"),
        full_disk_told(),
    ):
        write_json(folder / "a.json", {"a": 1})
    with pytest.raises(UserError, match=f"that holds {folder / 'copy'}: "), full_disk_told():
        shutil.copyfile(big, folder / "copy")
    with pytest.raises(UserError, match=f"that holds {folder}/job"):
        Job("a job", "module:function", {}, folder).command()
    assert [path.name for path in folder.iterdir()] == ["copy"]  # of it, what there was room for


def test_a_quota_counts_as_a_disk() -> None:
    with pytest.raises(UserError, match=r"^no space left on the disk: make room"), full_disk_told():
        raise OSError(errno.EDQUOT, "Disk quota exceeded")


def test_another_trouble_is_let_through() -> None:
    with pytest.raises(PermissionError), full_disk_told():
        raise PermissionError(errno.EACCES, "Permission denied", "file")
