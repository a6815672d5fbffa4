"""A simulation on its way to another machine and back: ids and what is done, never the data."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.files import write_text
from tasks.fingerprints import fingerprint
from tasks.locks import locked
from tasks.paths import Project
from tasks.simulation.journal import Journal, parse_journal, read_journal, restore_journal
from tasks.simulation.process import LOCK, PATIENCE_SECONDS, WorkOrder
from tasks.simulation.specification import code_hash, data_hashes


@dataclass(frozen=True)
class Parcel:
    """What crosses the network: some kilobytes.

    Attributes
    ----------
    header : dict
        The journal's header; it names data and code by their hashes.
    device : str
    journal, timings : str
        The files' content so far.
    """

    header: dict[str, Any]
    device: str
    journal: str = ""
    timings: str = ""


def pack(order: WorkOrder) -> Parcel:
    """The simulation of an order as far as it is done."""
    return Parcel(order.header, order.device, _content(order.journal), _content(order.timings))


def unpack(parcel: Parcel, project: Project, reference: Parcel | None = None) -> WorkOrder:
    """The order of a parcel that has come to another machine's `project`.

    What the parcel has more of than this machine is written down; with a folder that the machines
    share there is nothing to write.

    Parameters
    ----------
    reference
        The full-data run of the same seed, for the stopping rule that needs it.

    Raises
    ------
    UserError
        When this machine's data or code is not that which the simulation is to run with.
    """
    order = _order(parcel, project)
    _check_data(order)
    _check_code(order)
    accept(parcel, order)
    if reference is None:
        return order
    full = _order(reference, project)
    accept(reference, full)
    return WorkOrder(
        order.header, order.corpus, order.vectors, order.folder, order.device, full.journal
    )


def accept(parcel: Parcel, order: WorkOrder, patience: float = PATIENCE_SECONDS) -> None:
    """Write down the rounds of a parcel where the order's own journal has fewer.

    Whoever performs the order holds its lock for as long, so nobody's journal is replaced.

    Parameters
    ----------
    patience
        Seconds to wait for whoever performs the order in this folder.

    Raises
    ------
    Locked
        When he still does after that; nothing is written then.
    """
    arrived = parse_journal(parcel.journal.encode())
    if arrived is None or arrived.header != order.header or not _lacks(order, arrived):
        return
    with locked(order.folder / LOCK, patience):
        if _lacks(order, arrived):
            write_text(order.timings, parcel.timings)
            restore_journal(order.journal, order.header, arrived)


def misfit(parcels: Sequence[Parcel], project: Project) -> str | None:
    """Why simulations cannot be performed in this machine's `project`; None when they can."""
    try:
        for parcel in _one_each(parcels, "data"):
            _check_data(_order(parcel, project))
        for parcel in _one_each(parcels, "code"):
            _check_code(_order(parcel, project))
    except UserError as error:
        return str(error)
    return None


def _one_each(parcels: Sequence[Parcel], part: str) -> list[Parcel]:
    """One parcel for every value that this part of the headers has."""
    return list({repr(parcel.header[part]): parcel for parcel in parcels}.values())


def _order(parcel: Parcel, project: Project) -> WorkOrder:
    simulation = parcel.header["simulation"]
    return WorkOrder(
        parcel.header,
        project.corpus(simulation["corpus"]),
        project.vectors(simulation["corpus"]),
        project.simulations / fingerprint(parcel.header),
        parcel.device,
    )


def _check_data(order: WorkOrder) -> None:
    root, here = _root(order), socket.gethostname()
    try:
        data = data_hashes(order.corpus, order.vectors)
    except FileNotFoundError as error:
        raise UserError(
            f"{order.name}: {error.filename} is missing on the worker {here}: share the project's "
            f"folder with it, or run `dvc pull` in {root}"
        ) from error
    if data != order.header["data"]:
        raise UserError(
            f"{order.name}: {order.corpus} or {order.vectors} on the worker {here} differs from "
            f"the sweep's: share the project's folder with it, or run `dvc pull` in {root}"
        )


def _check_code(order: WorkOrder) -> None:
    if code_hash(order.specification.strategy) != order.header["code"]:
        raise UserError(
            f"{order.name}: the code of the worker {socket.gethostname()} differs from the "
            f"sweep's: check out the sweep's commit in {_root(order)} and start the worker again"
        )


def _root(order: WorkOrder) -> Path:
    return order.corpus.parents[2].resolve()


def _lacks(order: WorkOrder, arrived: Journal) -> bool:
    """Whether the order's own journal has fewer rounds."""
    present = read_journal(order.journal)
    if present is None or present.header != order.header:
        return True
    return len(present.rounds) < len(arrived.rounds)


def _content(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
