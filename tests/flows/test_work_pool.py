"""prefect.yaml for real: deployed, and a run taken from the pool by a worker."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Command
from small_study import (
    CHECKOUT,
    own_environment,
    prepare,
    small_values,
    sweep_results,
    write_corpus,
)

pytestmark = pytest.mark.slow


def prefect(root: Path, address: str, *arguments: str) -> str:
    """What a command of Prefect printed that was given in `root`."""
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *arguments],
        cwd=root,
        env=own_environment(PREFECT_API_URL=address),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_worker_takes_a_run_of_the_nightly_sweep_from_the_pool(
    server: str, tmp_path: Path, command: Callable[..., Command]
) -> None:
    root = tmp_path / "checkout"
    values = small_values(write_corpus(root / "own"))
    project = prepare(root, values)
    shutil.copyfile(CHECKOUT / "prefect.yaml", root / "prefect.yaml")
    for package in ("flows", "tasks"):
        (root / package).symlink_to(CHECKOUT / package)

    prefect(root, server, "work-pool", "create", "skillpath", "--type", "process")
    told = prefect(root, server, "--no-prompt", "deploy", "--all")
    assert told.count("successfully created") == 3, told
    one_seed = json.dumps({**values["sweep"], "seeds": 1})
    run = ("deployment", "run", "sweeps/nightly", "--param", f"sweep={one_seed}")
    prefect(root, server, *run)
    worker = (*("worker", "start", "--pool", "skillpath"), *("--install-policy", "never"))
    prefect(root, server, *worker, "--run-once")

    files = sweep_results(project)
    assert {name for name in files if name.startswith("journals/")} == {
        f"journals/{strategy}-seed0.jsonl" for strategy in ("full", "random", "mnlp")
    }
