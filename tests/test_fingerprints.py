"""Hashes of parameters, files and code: what counts, and what does not."""

from __future__ import annotations

import ast
import hashlib
from itertools import count
from pathlib import Path

import pytest

from tasks import fingerprints
from tasks.fingerprints import files_behind, fingerprint, hash_of_code, md5


def test_the_order_of_keys_does_not_count() -> None:
    assert fingerprint({"a": 1, "b": [2, 3]}) == fingerprint({"b": [2, 3], "a": 1})
    assert fingerprint({"a": 1, "b": [2, 3]}) != fingerprint({"a": 1, "b": [3, 2]})


def test_md5_is_that_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc" * 100_000)
    assert md5(tmp_path / "file") == hashlib.md5(b"abc" * 100_000).hexdigest()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package in the place of ``tasks``."""
    folder = tmp_path / "tasks"
    (folder / "room").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "room" / "__init__.py").write_text("from tasks.room.first import f\n")
    (folder / "room" / "first.py").write_text("from tasks import second\ndef f(): pass\n")
    (folder / "second.py").write_text("def g():\n    import tasks.third\n")
    (folder / "third.py").write_text("import json\nfrom tasks.second import g\n")
    (folder / "apart.py").write_text("import tasks.room\n")
    monkeypatch.setattr(fingerprints, "PACKAGE", folder)
    return folder


def test_files_behind_follow_every_chain_of_imports(package: Path) -> None:
    found = {str(file.relative_to(package)) for file in files_behind("tasks.room.first")}
    assert found == {"__init__.py", "room/first.py", "second.py", "third.py"}
    found = {str(file.relative_to(package)) for file in files_behind("tasks.apart")}
    assert found == {
        "__init__.py", "apart.py", "room/__init__.py", "room/first.py", "second.py", "third.py",
    }  # fmt: skip


def test_comments_and_docstrings_do_not_count_and_code_does(package: Path) -> None:
    file = package / "second.py"
    before = hash_of_code([file])
    file.write_text('"""Said."""\n\n\ndef g():\n    """Done."""\n    import tasks.third  # why\n')
    assert hash_of_code([file]) == before
    file.write_text("def g():\n    import tasks.fourth\n")
    assert hash_of_code([file]) != before


def test_the_files_behind_a_real_job() -> None:
    found = {file.name for file in files_behind("tasks.topics.jobs")}
    assert {"jobs.py", "lda.py", "texts.py", "errors.py"} <= found
    assert "report.py" not in found


def test_code_is_parsed_again_where_threads_disturbed_each_other(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_behind("tasks.room.first")
    undisturbed = hash_of_code(files)
    parse, calls = ast.parse, count()

    def sometimes_parse(source: str) -> ast.Module:
        if next(calls) % 3 < 2:
            raise SystemError("AST constructor recursion depth mismatch (before=75, after=74)")
        return parse(source)

    fingerprints._imports.cache_clear()
    fingerprints._without_docstrings.cache_clear()
    monkeypatch.setattr(ast, "parse", sometimes_parse)
    assert files_behind("tasks.room.first") == files
    assert hash_of_code(files) == undisturbed
