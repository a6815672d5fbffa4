"""The stage: its folder depends on the request alone, and says what is in it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tasks.errors import UserError
from tasks.paths import Project
from tasks.sources.catalogue import read_catalogue
from tasks.sources.download import MIRRORED
from tasks.sources.fetch import fetch

ROOT = Path(__file__).parents[2]


class Stage:
    """A project with two one-file sources and a mirror that holds them."""

    def __init__(self, folder: Path):
        self.project = Project(folder / "project")
        self.mirror = folder / "mirror"
        self.mirror.mkdir()
        self.project.raw.mkdir(parents=True)
        entries = []
        for name in ("alpha", "beta"):
            (self.mirror / name).write_bytes(name.encode())
            entries.append(
                f"{name}:\n  description: d\n  licence: L-{name}\n  format: conll\n  files:\n"
                f"    - path: train/{name}.txt\n      mirror_path: {name}\n      bytes: null\n"
                f"      sha256: {hashlib.sha256(name.encode()).hexdigest()}\n"
            )
        self.project.catalogue.write_text("".join(entries))

    def fetch(self, *names: str, mirror: str | None = None) -> None:
        fetch(
            names,
            self.project.catalogue,
            self.project.raw,
            self.project.downloads,
            str(self.mirror) if mirror is None else mirror,
        )

    def tree(self) -> dict[str, bytes]:
        raw = self.project.raw
        return {
            p.relative_to(raw).as_posix(): p.read_bytes() for p in raw.rglob("*") if p.is_file()
        }


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_writes_the_files_and_the_records(stage: Stage) -> None:
    stage.fetch("beta", "alpha")
    assert set(stage.tree()) == {"sources.json", "alpha/train/alpha.txt", "beta/train/beta.txt"}
    records = json.loads(stage.tree()["sources.json"])
    assert [record["source"] for record in records] == ["alpha", "beta"]
    assert records[0] == {
        "source": "alpha",
        "file": "train/alpha.txt",
        "sha256": hashlib.sha256(b"alpha").hexdigest(),
        "bytes": 5,
        "licence": "L-alpha",
    }


def test_nothing_asked_for_still_gives_an_output(stage: Stage) -> None:
    stage.project.raw.rmdir()
    stage.fetch()
    assert stage.tree() == {"sources.json": b"[]\n"}


def test_the_folder_depends_on_the_request_alone(stage: Stage) -> None:
    stage.fetch("beta")
    expected = stage.tree()
    stage.fetch("alpha", "beta")
    raw = stage.project.raw
    (raw / "old/er").mkdir(parents=True)
    (raw / "old/er/file").touch()
    (raw / "beta/train/beta.txt").unlink()
    (raw / "beta/train/beta.txt").mkdir()
    (raw / "beta/train/beta.txt/inside").touch()
    (raw / "link").symlink_to(stage.mirror)
    stage.fetch("beta")
    assert stage.tree() == expected
    assert {path.name for path in raw.iterdir()} == {"beta", "sources.json"}
    assert (stage.mirror / "alpha").exists()


def test_a_failed_run_leaves_no_records(stage: Stage) -> None:
    stage.fetch("alpha")
    with pytest.raises(UserError, match="beta"):
        stage.fetch("alpha", "beta", mirror="")
    assert "sources.json" not in stage.tree()


def test_what_is_kept_needs_no_mirror_again(stage: Stage) -> None:
    stage.fetch("alpha")
    expected = stage.tree()
    stage.fetch("alpha", mirror="")
    assert stage.tree() == expected


def test_an_unknown_name_is_guessed_before_anything_is_removed(stage: Stage) -> None:
    stage.fetch("alpha")
    with pytest.raises(UserError, match="did you mean 'alpha'"):
        stage.fetch("alpa")
    assert "alpha/train/alpha.txt" in stage.tree()


def test_refuses_a_folder_that_holds_dear_things(stage: Stage) -> None:
    project = stage.project
    with pytest.raises(UserError, match="folder of their own"):
        fetch([], project.catalogue, project.catalogue.parent, project.downloads)
    assert project.catalogue.exists()


@pytest.mark.mirror
def test_everything_that_the_mirror_serves_downloads_and_verifies(
    mirror: Path, tmp_path: Path
) -> None:
    catalogue = read_catalogue(Project(ROOT).catalogue)
    served = {
        name: source
        for name, source in catalogue.items()
        if all(file.mirror_path or (file.url or "").startswith(MIRRORED) for file in source.files)
    }
    assert {"atis", "conll2003", "conll2003_iob1", "fmtod", "fmtod_tsv"} <= set(served)
    project = Project(tmp_path)
    records = fetch(served, Project(ROOT).catalogue, project.raw, project.downloads, str(mirror))
    for record in records:
        (entry,) = (file for file in served[record.source].files if file.path == record.file)
        body = (project.raw / record.source / record.file).read_bytes()
        assert hashlib.sha256(body).hexdigest() == record.sha256 == entry.sha256
        assert len(body) == record.bytes == entry.bytes
    assert len(records) == sum(len(source.files) for source in served.values())
