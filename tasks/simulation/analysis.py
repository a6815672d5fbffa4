"""An old sweep analysed again, from its ``curves.csv``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.files import damage_told, read_json
from tasks.simulation.comparisons import Pair
from tasks.simulation.curves import REMEDY, read_curves
from tasks.simulation.results import CURVES, METADATA, STATISTICS
from tasks.simulation.statistics import summarise


def folder_of(path: Path) -> Path:
    """The folder of a sweep, which is named itself or by its ``curves.csv``."""
    return path.parent if path.is_file() else path


def analyse(path: Path, planned: Sequence[Pair] | None = None) -> dict[str, Any]:
    """What ``statistics.json`` says of the curves, with today's code.

    Parameters
    ----------
    path
        The folder of a sweep, or its ``curves.csv``; only that is needed.
    planned
        Pairs of strategies whose comparison was planned; None: those that the folder's own
        ``statistics.json`` calls so.

    Raises
    ------
    UserError
        When there are no curves, or those of several corpora or architectures.
    """
    curves = path if path.is_file() else path / CURVES
    points = read_curves(curves)
    pairs = sorted({(point.corpus, point.architecture) for point in points})
    if len(pairs) != 1:
        held = "mixes corpora or architectures" if pairs else "holds no finished round"
        raise UserError(f"{curves} {held}: give the curves of one sweep")
    ((corpus, architecture),) = pairs
    metadata = folder_of(path) / METADATA
    with damage_told(metadata, REMEDY):
        vectors = {"vectors": read_json(metadata)["vectors"]} if metadata.is_file() else {}
    if planned is None:
        planned = planned_before(folder_of(path) / STATISTICS)
    return {
        "corpus": corpus,
        "architecture": architecture,
        **vectors,
        **summarise(points, planned),
    }


def planned_before(path: Path) -> list[Pair]:
    """The pairs that a ``statistics.json`` calls planned; none without it, or in an old one."""
    if not path.is_file():
        return []
    with damage_told(path, "name the planned pairs with --planned, or run the sweep again"):
        pairs = read_json(path).get("comparisons", {}).get("pairs", [])
        return [(str(pair["first"]), str(pair["second"])) for pair in pairs if pair["planned"]]
