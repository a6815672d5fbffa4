"""The sample study from end to end, shrunk: the real configuration with smaller numbers."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_study import CHECKOUT, small_adviser

CODE = ("flows", "tasks", "conf", "data/sources.yaml", "dvc.yaml", "params.yaml", ".dvc/config")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of its own whose sample study takes seconds instead of minutes."""
    root = tmp_path_factory.mktemp("checkout")
    for name in CODE:
        source, destination = CHECKOUT / name, root / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, destination, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, destination)
    run(root, "git", "init", "--quiet")
    values = yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8"))
    values["sweep"] |= {"strategies": ["random", "wbadge"], "seeds": 2, "rounds": 2}
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


def results(root: Path) -> dict[str, bytes]:
    """The files that must be the same whenever the same sweep is run."""
    folder = root / "data" / "sweeps" / "sample" / "tagger"
    files = [folder / "curves.csv", folder / "statistics.json", *folder.glob("journals/*")]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


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
def test_repro_runs_everything_and_repeats_it_to_the_byte(checkout: Path) -> None:
    told = run(checkout, "dvc", "repro")
    assert "runs 6/6" in told
    assert "rounds 10/10" in told

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
    before = results(checkout)
    shutil.rmtree(checkout / ".skillpath" / "simulations")
    shutil.rmtree(checkout / "data" / "sweeps")
    run(checkout, "dvc", "repro", "--force", "sweep@sample-tagger")
    assert results(checkout) == before


@pytest.mark.slow
def test_mlflow_is_rebuilt_from_the_files_and_twice_changes_nothing(checkout: Path) -> None:
    shutil.rmtree(checkout / ".skillpath" / "mlflow")
    run(checkout, "skillpath", "track")
    rebuilt = all_runs(checkout)
    assert len(rebuilt) == 9
    run(checkout, "skillpath", "track")
    assert all_runs(checkout) == rebuilt
