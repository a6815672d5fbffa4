"""Every command in a folder that is no project, or over damaged files: one sentence, status 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_study import small_adviser, small_values, write_corpus, write_parameters

from flows import cli
from tasks.paths import Project

ALL = [
    ["advise", "python"],
    ["select", "--corpus", "sample", "--pool", "p", "--strategy", "lc", "--budget", "5",
     "--into", "o"],
    ["download"],
    ["normalise", "--corpus", "sample"],
    ["normalise", "--vacancies"],
    ["skills"],
    ["embed", "--corpus", "sample"],
    ["report"],
    ["track"],
    ["keep", "kept"],
    ["restore", "kept"],
    ["statistics", "data"],
]  # fmt: skip
# Those that start a Prefect server look at the parameters before they do.
WITH_FLOWS = [["sweep", "--corpus", "sample"], ["topics"], ["salary"], ["evaluate"]]


def check_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str], *named: str) -> None:
    assert cli.main(arguments) == cli.USERS_MISTAKE
    told = capsys.readouterr().err
    assert told.startswith(f"skillpath {arguments[0]}: ")
    assert told.count("\n") == 1
    assert any(name in told for name in named), told


@pytest.mark.parametrize("arguments", [*ALL, *WITH_FLOWS], ids=" ".join)
def test_outside_of_a_project(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    check_sentence(arguments, capsys, "params.yaml", "data/")
    assert not (tmp_path / "data").exists()


DAMAGED = {
    "params.yaml": [["download"], ["report"], *WITH_FLOWS],
    "data/sources.yaml": [["normalise", "--corpus", "atis"], ["download"]],
    "data/raw/sample/train.conll": [["normalise", "--corpus", "sample"]],
    "data/corpora/sample/train.conll": [["embed", "--corpus", "sample"]],
    "data/vectors/sample/matrix.npy": [ALL[1]],
    "data/sweeps/sample/tagger/sweep.json": [["report"], ["track"], ["keep", "kept"]],
    "data/vacancies/vacancies.parquet": [["skills"]],
    "data/vacancies/vacancies.json": [["report"]],
    "data/topics/topics.json": [["report"], ["track"]],
    "data/salary/salary.json": [["report"], ["track"]],
    "data/advisor/metrics.json": [["report"], ["track"]],
    "data/advisor/adviser.json": [["advise", "python"]],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose first stages were run for both halves."""
    root = tmp_path_factory.mktemp("project")
    own = write_corpus(root / "own")
    project = write_parameters(root, small_adviser(small_values(own)))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for stage in (["download"], ["normalise", "--corpus", "sample"],
                      ["embed", "--corpus", "sample"], ["normalise", "--vacancies"]):  # fmt: skip
            assert cli.main(stage) == 0
    return project


@pytest.mark.parametrize("kind", ["noise", "folder", "other JSON"])
@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_of_an_earlier_stage(
    name: str,
    kind: str,
    made: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(made.root)
    path = made.root / name
    before = path.read_bytes() if path.is_file() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"\xff\xfe{[\x00" if kind == "noise" else b'[{"a": 3}]')
    try:
        for arguments in DAMAGED[name]:
            check_sentence(arguments, capsys, path.name, str(path.parent.relative_to(made.root)))
    finally:
        path.rmdir() if kind == "folder" else path.unlink()
        if before is not None:
            path.write_bytes(before)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ui", "--mlflow-port", "99999"],
        ["ui", "--prefect-port", "-1"],
        ["select", "--corpus", "c", "--pool", "p", "--strategy", "lc", "--budget", "nan",
         "--into", "o"],
        ["select", "--corpus", "c", "--pool", "p", "--strategy", "lc", "--budget", "5",
         "--into", "o", "--seed", "-1"],
        ["advise", "python", "--top", "1e9"],
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_is_refused_at_once(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == cli.USERS_MISTAKE
    assert "error: argument --" in capsys.readouterr().err


def test_what_cannot_be_written_is_told(
    made: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(made.root)
    made.skills.write_text("in the way")
    try:
        check_sentence(["skills"], capsys, "skills")
    finally:
        made.skills.unlink()
