"""Measures what docs/performance.md states: a table in the terminal, and JSON.

`make bench` takes the quick forms, `make bench-full` all of it at full size. Every measurement is
written down as soon as it is done; with ``--full`` what was measured at this commit is not measured
again, so that whoever was interrupted goes on.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import (
    adviser,
    ceiling,
    large_market,
    large_pool,
    orchestration,
    selection,
    soak,
    study,
    training,
)
from benchmarks.corpora import Folders, prepare
from benchmarks.picture import large_pool_svg
from tasks.files import read_json, write_json
from tasks.provenance import provenance
from tasks.settings import MIRROR

OUT = Path("benchmarks/out")
CORPORA = ("atis", "conll2003", "fmtod")
QUICK_SENTENCES = {"atis": None, "conll2003": 1500, "fmtod": 3000}
QUICK_POOLS = (10_000, 30_000, 100_000)

Measurement = Callable[[Path], Mapping[str, Any]]


def measurements(full: bool) -> dict[str, Measurement]:
    """What can be measured, by name; each gets an empty folder of its own.

    Real corpora where ``SKILLPATH_MIRROR`` is set, the sample otherwise.
    """
    named: dict[str, Measurement] = {}
    for corpus in CORPORA if MIRROR.value() else ("sample",):
        quick = None if full else QUICK_SENTENCES.get(corpus)
        named[f"selection {corpus}"] = _on(corpus, selection.measure)
        named[f"training {corpus}"] = _on(corpus, training.throughput, quick)
        named[f"start-up {corpus}"] = _on(corpus, training.start_up)
        named[f"profile {corpus}"] = _on(corpus, training.profile)
        passes = study.PASSES if full else study.QUICK_PASSES
        named[f"BALD {corpus}"] = _on(corpus, study.bald_passes, passes)
        named[f"study {corpus}"] = _study(corpus)
        named[f"F1 {corpus}"] = _on(corpus, training.f1, quick)
    sizes = large_pool.SIZES if full else QUICK_POOLS
    named["large pool"] = lambda root: large_pool.measure(_folders("atis"), root, sizes)
    params = Path("params.yaml").resolve()
    return named | {
        "orchestration": lambda root: orchestration.measure(root, params),
        "minutes": lambda root: orchestration.measure(root, params, orchestration.MINUTES),
        "soak": lambda root: soak.measure(root, params),
        "advice": lambda _: adviser.measure_advice(),
        "large market": lambda _: large_market.measure(),
        "stages": adviser.measure_stages,
        "ceiling": lambda _: ceiling.measure(),
    }


# The first measure what a study with real vacancies left in data/; the others would make the quick
# form take longer than a quarter of an hour.
ASKED_FOR = ("advice", "large market", "stages", "ceiling")
LONG = ("F1", "profile", "start-up", "study", "minutes", "soak")


def main() -> int:
    """Measure what was asked for, or all that needs no study."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help="some of them, by their beginnings")
    parser.add_argument("--full", action="store_true", help="at full size, resumed")
    arguments = parser.parse_args()
    known = measurements(arguments.full)
    for name in arguments.only:
        if not any(one.startswith(name) for one in known):
            parser.error(f"there is no benchmark {name!r}: choose from {', '.join(known)}")
    left_out = ASKED_FOR if arguments.full else ASKED_FOR + LONG
    wanted = [name for name in known if not name.startswith(left_out)]
    if arguments.only:
        wanted = [name for name in known if name.startswith(tuple(arguments.only))]
    kept = OUT / ("full" if arguments.full else "quick")
    origin = provenance()
    for name in wanted:
        path = kept / f"{name.replace(' ', '-')}.json"
        if not (arguments.full and _measured_here(path, origin)):
            with tempfile.TemporaryDirectory() as folder:
                write_json(path, {**origin, "measured": known[name](Path(folder))})
        show(name, read_json(path)["measured"])
        if name == "large pool":
            measured = list(read_json(path)["measured"].values())
            path.with_suffix(".svg").write_text(large_pool_svg(measured), encoding="utf-8")
    print(f"\n{origin['machine']}, commit {origin['commit']}; written to {kept}/")
    return 0


def show(title: str, values: Mapping[str, Any]) -> None:
    """Print one benchmark's table."""
    print(f"\n{title}")
    for name, value in values.items():
        if isinstance(value, Mapping):
            value = ", ".join(f"{part} {one}" for part, one in value.items())
        print(f"  {name:44} {value}", flush=True)


def _measured_here(path: Path, origin: Mapping[str, Any]) -> bool:
    return path.is_file() and read_json(path)["commit"] == origin["commit"]


def _on(corpus: str, measure: Callable[..., Mapping[str, Any]], *more: Any) -> Measurement:
    return lambda _: measure(_folders(corpus), *more)


def _study(corpus: str) -> Measurement:
    return lambda root: study.simulations(_folders(corpus), root)


@cache
def _folders(corpus: str) -> Folders:
    """Prepared once for all measurements, and kept beside their results."""
    return prepare(OUT / "project", corpus)


if __name__ == "__main__":
    sys.exit(main())
