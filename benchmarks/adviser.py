"""What advice costs: one query with the adviser loaded, a whole cold command, and the data stages.

The first two take the adviser in ``data/advisor``, whatever study built it; the stages take the
downloaded vacancies of hh.ru, once, twice and four times, every copy with a number of its own in
id and text, so that none is a duplicate.
"""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import yaml

if TYPE_CHECKING:
    from tasks.advisor.adviser import Adviser

QUERIES = 200
COLD = 5
FACTORS = (1, 2, 4)
SAMPLE_SECONDS = 0.1
SOURCE = "hh_vacancies"


class Cost(NamedTuple):
    """Of a process and all below it: seconds, and the most memory that all had together, in MB."""

    wall: float
    memory: float


def measure_advice() -> dict[str, Any]:
    """What queries and cold commands cost."""
    from tasks.advisor.adviser_files import load_adviser
    from tasks.paths import Project

    adviser = load_adviser(Project().advisor)
    command = [sys.executable, "-m", "flows.cli", "advise", "python, sql"]
    cold = [_cost(command, Path()).wall for _ in range(COLD)]
    return measure_queries(adviser) | {"cold command, median s": round(statistics.median(cold), 2)}


def measure_queries(adviser: Adviser) -> dict[str, Any]:
    """Milliseconds of queries of three to eight skills, drawn by how often vacancies list them."""
    from tasks.advisor.advice import Wishes

    generator = np.random.default_rng(0)
    names = adviser.vocabulary.names
    weights = np.array([adviser.vocabulary.counts[name] for name in names], dtype=float)
    times = []
    for _ in range(QUERIES + 1):
        count = int(generator.integers(3, 9))
        asked = generator.choice(names, count, replace=False, p=weights / weights.sum())
        began = time.perf_counter()
        adviser.advise(", ".join(asked), Wishes())
        times.append(1000 * (time.perf_counter() - began))
    times = times[1:]  # the first one also builds the indices of spelling
    return {
        "vacancies": len(adviser.market.vacancies),
        "model": adviser.model,
        "a query, median ms": round(statistics.median(times), 1),
        "a query, 95 % within ms": round(float(np.quantile(times, 0.95)), 1),
    }


def measure_stages(folder: Path) -> dict[str, Any]:
    """Seconds and memory of ``normalise --vacancies`` and ``skills``, at 1×, 2× and 4×."""
    raw = Path("data/raw")
    if not (raw / SOURCE).is_dir():
        return {"skipped": f"{raw / SOURCE} is missing: run a study with real vacancies first"}
    found: dict[str, Any] = {}
    for factor in FACTORS:
        root = _copies(raw, folder / str(factor), factor)
        normalise, skills = (
            _cost([sys.executable, "-m", "flows.cli", *stage], root)
            for stage in (("normalise", "--vacancies"), ("skills",))
        )
        found[f"{factor} ×"] = {
            "normalise": normalise._asdict(),
            "skills": skills._asdict(),
            "both, wall": round(normalise.wall + skills.wall, 1),
            "vacancies filtered a second": round(_count(root) / skills.wall),
        }
    return found


def _copies(raw: Path, root: Path, factor: int) -> Path:
    """A project whose vacancies are `factor` copies of the source's."""
    values = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    values["tables"]["copies"] = {"path": "copies", "format": "hh_csv"}
    values["vacancies"]["tables"] = ["copies"]
    for name in values["skills"]["dictionaries"]:
        shutil.copytree(raw / name, root / "data" / "raw" / name)
    destination = root / "data" / "raw" / "copies"
    destination.mkdir(parents=True)
    (root / "params.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    shutil.copyfile("data/sources.yaml", root / "data" / "sources.yaml")
    for path in sorted((raw / SOURCE).glob("*DATA*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for copy in range(factor):
            with (destination / f"{copy}-{path.name}").open(
                "w", encoding="utf-8", newline=""
            ) as file:
                written = csv.DictWriter(file, list(rows[0]))
                written.writeheader()
                written.writerows(_numbered(row, copy) for row in rows)
    return root


def _count(root: Path) -> int:
    from pyarrow import parquet

    from tasks.vacancies.files import VACANCIES

    path = root / "data" / "vacancies" / VACANCIES
    return int(parquet.read_metadata(path).num_rows)


def _numbered(row: dict[str, str], copy: int) -> dict[str, str]:
    if copy == 0 or not row["description"]:
        return row
    told = f"{row['description']} № {copy}"
    return row | {"vacancy_id": f"{row['vacancy_id']}{copy}", "description": told}


def _cost(command: list[str], root: Path) -> Cost:
    import psutil

    began = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    most = 0
    with psutil.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, _memory(process))
            time.sleep(SAMPLE_SECONDS)
    wall = time.perf_counter() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(round(wall, 2), round(most / 2**20))


def _memory(process: Any) -> int:
    """Bytes of a process and all below it; what they share counts once for each."""
    import psutil

    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                total += one.memory_info().rss
    return total
