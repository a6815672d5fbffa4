"""Runs all benchmarks, prints a table, writes ``benchmarks/out/results.json``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmarks import adviser, ceiling, orchestration, training
from flows import stages
from tasks.files import write_json
from tasks.parameters import Parameters
from tasks.paths import Project
from tasks.provenance import provenance

OUT = Path("benchmarks/out/results.json")
ALL = ("training", "orchestration", "advice", "stages", "ceiling")
ALWAYS = ("training", "orchestration")


def main() -> int:
    """Measure what was asked for; real ATIS where a mirror is named, the sample otherwise.

    Advice, stages and ceiling measure what a study with real vacancies left in ``data/``.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"some of: {', '.join(ALL)}")
    only = parser.parse_args().only or ALWAYS
    results: dict[str, Any] = provenance()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        params = Path("params.yaml").resolve()
        benchmarks: dict[str, Callable[[], dict[str, Any]]] = {
            "training": lambda: training.measure(_training_data(root / "training")),
            "orchestration": lambda: orchestration.measure(root / "orchestration", params),
            "advice": adviser.measure_advice,
            "stages": lambda: adviser.measure_stages(root / "stages"),
            "ceiling": ceiling.measure,
        }
        for name in sorted(set(only) - set(benchmarks)):
            parser.error(f"there is no benchmark {name!r}: choose from {', '.join(ALL)}")
        for name in only:
            results[name] = benchmarks[name]()
            show(name, results[name])
    write_json(OUT, results)
    print(f"\n{results['machine']}, commit {results['commit']}; written to {OUT}")
    return 0


def show(title: str, values: Mapping[str, Any]) -> None:
    """Print one benchmark's table."""
    print(f"\n{title}")
    for name, value in values.items():
        print(f"  {name:32} {value}", flush=True)


def _training_data(root: Path) -> training.Folders:
    """ATIS with random vectors where ``SKILLPATH_MIRROR`` is set, the sample corpus otherwise."""
    corpus = "atis" if os.environ.get("SKILLPATH_MIRROR") else "sample"
    values = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    values["sweep"]["corpora"] = [corpus]
    values["vectors"] = {"name": "random", "sources": [], "dimension": 400, "scale": 1.0}
    parameters = Parameters.model_validate(values)
    project = Project(root)
    project.catalogue.parent.mkdir(parents=True)
    project.catalogue.write_text(Project().catalogue.read_text("utf-8"), encoding="utf-8")
    print(stages.download(parameters, project), file=sys.stderr)
    print(stages.normalise(parameters, project, corpus), file=sys.stderr)
    print(stages.embed(parameters, project, corpus), file=sys.stderr)
    return training.Folders(project.corpus(corpus), project.vectors(corpus))


if __name__ == "__main__":
    sys.exit(main())
