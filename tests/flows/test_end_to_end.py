"""The sample study from end to end, shrunk: the real configuration with smaller numbers."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from small_study import CHECKOUT, small_adviser, sweep_results

from tasks.paths import Project

CODE = ("flows", "tasks", "conf", "data/sources.yaml", "dvc.yaml", "params.yaml", ".dvc/config")


class Reproduced(NamedTuple):
    """A checkout of its own in which `dvc repro` ran, and what that said."""

    root: Path
    told: str


@pytest.fixture(scope="module")
def reproduced(tmp_path_factory: pytest.TempPathFactory) -> Reproduced:
    """The sample study, which takes seconds instead of minutes, done once for all tests."""
    root = fresh_checkout(tmp_path_factory.mktemp("checkout"))
    return Reproduced(root, run(root, "dvc", "repro"))


@pytest.fixture
def checkout(reproduced: Reproduced) -> Path:
    """Its folder; a test leaves as much in it as it found."""
    return reproduced.root


def fresh_checkout(root: Path, **sweep: Any) -> Path:
    """What a clone holds, its study shrunk; `sweep` changes more of that section."""
    for name in CODE:
        source, destination = CHECKOUT / name, root / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, destination, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, destination)
    run(root, "git", "init", "--quiet")
    values = yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8"))
    values["sweep"] |= {"strategies": ["random", "wbadge"], "seeds": 2, "rounds": 2, **sweep}
    values["corpora"]["sample"] |= {"epochs": 1, "hidden_size": 8}
    text = yaml.safe_dump(small_adviser(values))
    (root / "params.yaml").write_text(text, encoding="utf-8")
    return root


def run(root: Path, *command: str, status: int = 0) -> str:
    """Run a command in the checkout with this interpreter's environment first on the path."""
    tools = Path(sys.executable).parent
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "MLFLOW_", "SKILLPATH_"))
    } | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(root)}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def all_runs(root: Path) -> list[Any]:
    """Every run of the checkout's MLflow store, read in a process of its own."""
    script = (
        "import json; from pathlib import Path; from tasks.paths import Project\n"
        "from tasks.tracking.store import open_store\n"
        "client = open_store(Project())\n"
        "ids = [e.experiment_id for e in client.search_experiments() if e.name == 'sample']\n"
        "runs = client.search_runs(ids)\n"
        "print(json.dumps([[r.info.run_id, r.info.status, r.data.tags, r.data.metrics,"
        " r.data.params] for r in runs], sort_keys=True))"
    )
    lines = run(root, sys.executable, "-c", script).splitlines()
    return json.loads(next(line for line in lines if line.startswith("[")))


@pytest.mark.slow
def test_repro_runs_everything_and_repeats_it_to_the_byte(reproduced: Reproduced) -> None:
    checkout = reproduced.root
    assert "runs 6/6" in reproduced.told
    assert "rounds 10/10" in reproduced.told

    folder = checkout / "data" / "sweeps" / "sample" / "tagger"
    with (folder / "curves.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10
    assert {row["strategy"] for row in rows} == {"full", "random", "wbadge"}
    page = (checkout / "data" / "report" / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "Synthetic sample corpus" in page
    kinds = sorted(tags["kind"] for _, _, tags, _, _ in all_runs(checkout))
    assert kinds == ["full data"] * 2 + ["simulation"] * 4 + ["summary"] * 2 + ["sweep"]

    # Nothing changed: only the stage that looks outside runs again.
    assert "Running stage 'sweep" not in run(checkout, "dvc", "repro")

    # Everything was lost but the code: the same bytes come back.
    before = sweep_results(Project(checkout))
    shutil.rmtree(checkout / ".skillpath" / "simulations")
    shutil.rmtree(checkout / "data" / "sweeps")
    run(checkout, "dvc", "repro", "--force", "sweep@sample-tagger")
    assert sweep_results(Project(checkout)) == before


@pytest.mark.slow
def test_mlflow_is_rebuilt_from_the_files_and_twice_changes_nothing(checkout: Path) -> None:
    shutil.rmtree(checkout / ".skillpath" / "mlflow")
    run(checkout, "skillpath", "track")
    rebuilt = all_runs(checkout)
    assert len(rebuilt) == 9
    run(checkout, "skillpath", "track")
    assert all_runs(checkout) == rebuilt


# What may differ between two runs: seconds, stamps and ids, and what is made of them.
NOT_COMPARED = ("timings.csv", "sweep.json", "provenance.json", "report.html")


def reproducible(root: Path) -> dict[str, bytes]:
    """Every result under data/ that has to be the same to the byte wherever it is made."""
    files = [file for file in (root / "data").rglob("*") if file.is_file()]
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in files
        if file.name not in NOT_COMPARED
    }


@pytest.mark.slow
def test_another_checkout_gives_the_same_bytes_one_simulation_after_the_other(
    checkout: Path, tmp_path: Path
) -> None:
    other = fresh_checkout(tmp_path / "other", runner="sequential")
    run(other, "dvc", "repro")
    first, second = reproducible(checkout), reproducible(other)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    for part in ("sweeps", "skills", "topics", "salary", "advisor"):
        assert any(name.startswith(f"data/{part}/") for name in first)
