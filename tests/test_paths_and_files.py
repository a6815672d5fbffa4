"""Where everything lies, and files that a reader never sees half of."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.files import read_json, replacing, write_json, write_text
from tasks.paths import Project

IGNORED = (Path(__file__).parents[1] / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_everything_lies_under_the_root(tmp_path: Path) -> None:
    project = Project(tmp_path)
    properties = [name for name, value in vars(Project).items() if isinstance(value, property)]
    places = [getattr(project, name) for name in properties]
    places += [project.corpus("mine"), project.vectors("mine"), project.sweep("mine", "tagger")]
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert len(set(places)) == len(places)


def test_what_must_survive_dvc_lies_outside_its_outputs() -> None:
    project = Project()
    outputs = [project.raw, project.corpus("c"), project.vectors("c"), project.sweeps]
    outputs.append(project.report)
    kept = [project.downloads, project.simulations, project.prefect, project.mlflow]
    assert all(place.is_relative_to(project.state) for place in kept)
    assert not any(place.is_relative_to(output) for place in kept for output in outputs)


OUTPUTS = ["raw", "vacancies", "skills", "topics", "salary", "advisor", "sweeps", "report"]


@pytest.mark.parametrize("name", ["state", *OUTPUTS])
def test_git_ignores_state_and_outputs(name: str) -> None:
    place = getattr(Project(), name).as_posix()
    assert {f"{place}/", f"/{place}/", f"/{place}/*"} & set(IGNORED)


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_text(path, "old")
    with pytest.raises(ZeroDivisionError), replacing(path) as temporary:  # noqa: PT012
        temporary.write_text("half of the ne")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_new_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "file.txt"
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert temporary.parent == path.parent
        assert not path.exists()
    assert path.read_text() == "new"
    assert list(path.parent.iterdir()) == [path]


def test_a_kill_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_text(path, "old")
    script = (
        "import os, sys; from pathlib import Path; from tasks.files import replacing\n"
        "with replacing(Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_text('half'); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_text() == "old"


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_text_is_written_as_it_is(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "text.txt"
    write_text(path, text)
    assert path.read_bytes() == text.encode()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(value=values)
def test_json_comes_back_as_it_was(value: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "value.json"
    write_json(path, value)
    assert read_json(path) == value


def test_json_keeps_the_order_of_keys_and_is_readable(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    write_json(path, {"b": "Ä", "a": [1]})
    assert path.read_text(encoding="utf-8") == '{\n  "b": "Ä",\n  "a": [\n    1\n  ]\n}\n'
    assert list(json.loads(path.read_text(encoding="utf-8"))) == ["b", "a"]


def test_two_processes_that_write_one_file_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    script = (
        "import sys; from pathlib import Path; from tasks.files import write_text\n"
        "for _ in range(200): write_text(Path(sys.argv[1]), sys.argv[2] * 20_000)"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, str(path), one]) for one in "ab"]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        if path.exists():
            seen.add(path.read_text())
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen <= {"a" * 20_000, "b" * 20_000}
    assert list(tmp_path.iterdir()) == [path]
