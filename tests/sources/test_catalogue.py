"""The catalogue: what is accepted, what is refused and where the refusal points."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tasks.errors import UserError
from tasks.paths import Project
from tasks.sources.catalogue import choose, read_catalogue

ROOT = Path(__file__).parents[2]

GOOD = f"""\
pairs:
  description: two parallel files
  licence: none
  format: parallel
  splits:
    train: [seq.in, sub/seq.out]
  files:
    - path: seq.in
      url: https://example.org/seq.in
      sha256: {"a" * 64}
      bytes: 10
    - path: sub/seq.out
      mirror_path: pairs/seq.out
      sha256: null
      bytes: null
zipped:
  description: an archive
  licence: none
  format: glove
  files:
    - path: all.zip
      url: https://example.org/all.zip
      sha256: null
      bytes: null
      unpack: [one.txt]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_every_field(tmp_path: Path) -> None:
    catalogue = read_catalogue(write(tmp_path, GOOD))
    pairs, zipped = catalogue["pairs"], catalogue["zipped"]
    assert pairs.splits == {"train": ("seq.in", "sub/seq.out")}
    assert pairs.outputs == ("seq.in", "sub/seq.out")
    assert pairs.files[0].sha256 == "a" * 64
    assert (pairs.files[0].bytes, pairs.files[1].bytes) == (10, None)
    assert (pairs.files[1].url, pairs.files[1].mirror_path) == (None, "pairs/seq.out")
    assert zipped.outputs == ("one.txt",)
    with pytest.raises(dataclasses.FrozenInstanceError):
        pairs.name = "other"  # type: ignore[misc]


def test_empty_catalogue_has_no_sources(tmp_path: Path) -> None:
    assert read_catalogue(write(tmp_path, "# nothing yet\n")) == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("format: parallel", "format: csv", 4, ("pairs", "format", "'csv'", "token_tag")),
        ("  licence: none\n  format: par", "  format: par", 1, ("pairs", "licence", "missing")),
        ("licence: none\n  format: par", "licence: ''\n  format: par", 3, ("licence", "a text")),
        ("path: seq.in", "path: ../seq.in", 8, ("pairs", "files[0]", "path", "'../seq.in'")),
        ("path: seq.in", "path: /seq.in", 8, ("files[0]", "relative")),
        ("path: seq.in", "path: seq.in.part", 8, (".part",)),
        ("path: seq.in", "path: sub/seq.out", 8, ("files", "two of them")),
        ("path: seq.in", "path: sub", 8, ("files", "'sub'", "folder")),
        ("[seq.in, sub", "[seq.inn, sub", 6, ("splits", "train", "'seq.inn'")),
        ("train:", "training:", 6, ("splits", "training", "train, valid, test")),
        ("bytes: 10", "bytes: ten", 11, ("files[0]", "bytes", "'ten'")),
        ("bytes: 10", "bytes: true", 11, ("bytes", "True")),
        ("a" * 64, "A" * 64, 10, ("sha256", "lower-case")),
        (f"      sha256: {'a' * 64}\n", "", 8, ("files[0]", "sha256", "missing")),
        ("https://example.org/seq.in", "file:///etc/passwd", 9, ("url", "http")),
        ("https://example.org/seq.in", "https://example.org/a/%2e%2e/b", 9, ("url",)),
        ("mirror_path: pairs/seq.out", "mirror_path: a/../../b", 13, ("mirror_path", "'..'")),
        ("      mirror_path: pairs/seq.out\n", "", 12, ("either a url or a mirror_path",)),
        ("bytes: 10", "byte: 10", 11, ("byte", "known", "bytes")),
        ("unpack: [one.txt]", "unpack: []", 25, ("zipped", "unpack", "at least one")),
        ("path: all.zip", "path: all.rar", 25, ("unpack", "'all.rar'")),
        ("zipped:", "pairs:", 16, ("'pairs'", "twice")),
        ("zipped:", "Zipped One:", 17, ("'Zipped One'", "lower-case")),
        ("zipped:", "zipped: [", 17, ("not YAML",)),
    ],
)
def test_mistakes_are_refused_with_line_source_and_field(
    tmp_path: Path, old: str, new: str, line: int, words: tuple[str, ...]
) -> None:
    assert GOOD.count(old) >= 1
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(UserError) as caught:
        read_catalogue(path)
    assert str(caught.value).startswith(f"{path}:")
    for word in words:
        assert word in str(caught.value)
    where = int(str(caught.value).removeprefix(f"{path}:").split(":")[0])
    assert abs(where - line) <= 1


def test_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"absent\.yaml: the catalogue of sources is missing"):
        read_catalogue(tmp_path / "absent.yaml")


def test_no_python_objects_from_yaml(tmp_path: Path) -> None:
    evil = GOOD.replace("licence: none", "licence: !!python/name:os.system", 1)
    with pytest.raises(UserError, match="not YAML"):
        read_catalogue(write(tmp_path, evil))


def test_choose_sorts_drops_repeats_and_guesses(tmp_path: Path) -> None:
    catalogue = read_catalogue(write(tmp_path, GOOD))
    assert [s.name for s in choose(catalogue, ["zipped", "pairs", "zipped"])] == ["pairs", "zipped"]
    with pytest.raises(UserError, match=r"no source named 'pair' .*did you mean 'pairs'"):
        choose(catalogue, ["pair"])
    with pytest.raises(UserError, match="known: pairs, zipped"):
        choose(catalogue, ["xyz"])


def test_the_projects_catalogue_is_valid() -> None:
    catalogue = read_catalogue(Project(ROOT).catalogue)
    assert set(catalogue) >= {"atis", "conll2003", "conll2003_iob1", "fmtod", "fmtod_tsv"}
    for name in ("atis", "conll2003", "conll2003_iob1", "fmtod"):
        assert set(catalogue[name].splits) == {"train", "valid", "test"}
    assert catalogue["glove_6b"].outputs == ("glove.6B.300d.txt",)
    unrecorded = {s.name for s in catalogue.values() for f in s.files if f.sha256 is None}
    assert unrecorded <= {"glove_6b", "kazuma"}
