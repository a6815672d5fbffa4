"""Unpacking: the wanted members whole, and nothing that a hostile archive would like."""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.errors import UserError
from tasks.sources.archives import unpack

LIMIT = 1 << 20


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def tarred(path: Path, *members: tarfile.TarInfo | tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def everything_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz", ".tgz"])
def test_unpacks_all_or_the_members_chosen(tmp_path: Path, suffix: str) -> None:
    members = {"a.txt": b"alpha", "deep/er/b.txt": b"beta"}
    path = tmp_path / f"archive{suffix}"
    zipped(path, members) if suffix == ".zip" else tarred(path, *members.items())
    written = unpack(path, tmp_path / "all", limit=LIMIT)
    assert written == [tmp_path / "all/a.txt", tmp_path / "all/deep/er/b.txt"]
    assert [file.read_bytes() for file in written] == [b"alpha", b"beta"]
    unpack(path, tmp_path / "one", ["deep/er/b.txt"], limit=LIMIT)
    assert everything_below(tmp_path / "one") == {"deep", "deep/er", "deep/er/b.txt"}


def test_unpacks_gzip_under_the_name_without_suffix(tmp_path: Path) -> None:
    path = tmp_path / "words.txt.gz"
    path.write_bytes(gzip.compress(b"words"))
    assert unpack(path, tmp_path / "out", limit=LIMIT) == [tmp_path / "out/words.txt"]
    assert (tmp_path / "out/words.txt").read_bytes() == b"words"


def test_replaces_an_older_file_and_leaves_its_neighbours(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.txt").write_text("old")
    (out / "mine.txt").write_text("mine")
    unpack(zipped(tmp_path / "a.zip", {"a.txt": b"new"}), out, limit=LIMIT)
    assert everything_below(out) == {"a.txt", "mine.txt"}
    assert (out / "a.txt").read_text() == "new"


def zip_with_link(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return path


EVIL = {
    "zip slip": lambda p: zipped(p / "e.zip", {"good": b"", "../evil": b"x"}),
    "zip slip, backslashes": lambda p: zipped(p / "e.zip", {"good": b"", "..\\evil": b"x"}),
    "zip absolute": lambda p: zipped(p / "e.zip", {"/tmp/evil": b"x"}),
    "zip symlink": lambda p: zip_with_link(p / "e.zip"),
    "tar slip": lambda p: tarred(p / "e.tar.gz", ("good", b""), ("deep/../../evil", b"x")),
    "tar absolute": lambda p: tarred(p / "e.tgz", ("/tmp/evil", b"x")),
    "tar symlink": lambda p: tarred(
        p / "e.tgz", special("way", tarfile.SYMTYPE, ".."), ("way/evil", b"x")
    ),
    "tar hard link": lambda p: tarred(p / "e.tgz", special("l", tarfile.LNKTYPE, "../../x")),
    "tar device": lambda p: tarred(p / "e.tgz", special("null", tarfile.CHRTYPE)),
    "tar fifo": lambda p: tarred(p / "e.tgz", special("pipe", tarfile.FIFOTYPE)),
}


@pytest.mark.parametrize("kind", EVIL)
def test_hostile_archives_leave_nothing_behind(tmp_path: Path, kind: str) -> None:
    archive = EVIL[kind](tmp_path)
    before = everything_below(tmp_path)
    with pytest.raises(UserError, match="refused"):
        unpack(archive, tmp_path / "out", limit=LIMIT)
    assert everything_below(tmp_path) == before | {"out"}


@settings(max_examples=60)
@given(names=st.lists(st.text("ab./\\:", min_size=1, max_size=8), min_size=1, unique=True))
def test_no_member_name_ever_leads_outside(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        archive = zipped(root / "x.zip", dict.fromkeys(names, b"x"))
        try:
            unpack(archive, root / "in" / "side", limit=LIMIT)
        except (UserError, OSError):  # OSError: two members that want one place
            assert everything_below(root) == {"x.zip", "in", "in/side"}
        assert {path.name for path in root.iterdir()} == {"x.zip", "in"}
        assert {path.name for path in (root / "in").iterdir()} == {"side"}


@pytest.mark.parametrize("kind", ["zip", "tgz", "gz"])
def test_bombs_stop_at_the_limit(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"bomb.{kind}"
    body = bytes(600_000)
    if kind == "zip":
        zipped(path, {"a": body, "b": body})
    elif kind == "tgz":
        tarred(path, ("a", body), ("b", body))
    else:
        path.write_bytes(gzip.compress(body + body))
    with pytest.raises(UserError, match="unpacks to more than 1000000 bytes"):
        unpack(path, tmp_path / "out", limit=1_000_000)
    assert everything_below(tmp_path / "out") == set()
    unpack(path, tmp_path / "out", limit=1_200_000)


def test_a_missing_or_repeated_member_is_named(tmp_path: Path) -> None:
    archive = tarred(tmp_path / "a.tgz", ("a", b"1"), ("a", b"2"), ("b", b"3"))
    with pytest.raises(UserError, match="holds no 'c'; it holds a, a, b"):
        unpack(archive, tmp_path / "out", ["c"], limit=LIMIT)
    with pytest.raises(UserError, match="holds 'a' more than once"):
        unpack(archive, tmp_path / "out", ["a"], limit=LIMIT)


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.txt.gz"])
def test_what_is_no_archive_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"not an archive at all")
    with pytest.raises(UserError, match="cannot be read"):
        unpack(path, tmp_path / "out", limit=LIMIT)


def test_a_truncated_archive_is_told_and_nothing_appears(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar.gz", ("a", bytes(range(256)) * 400), ("b", b"b"))
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(UserError, match="cannot be read"):
        unpack(path, tmp_path / "out", limit=LIMIT)
    assert everything_below(tmp_path / "out") == set()


def test_an_unknown_suffix_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.rar").touch()
    with pytest.raises(UserError, match=r"a\.rar: not a \.zip"):
        unpack(tmp_path / "a.rar", tmp_path / "out", limit=LIMIT)
