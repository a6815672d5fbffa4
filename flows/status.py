"""How far the sweeps of a project are, told from their files: nothing has to run for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.progress import duration, standing
from tasks.addresses import without_password
from tasks.locks import Holder
from tasks.paths import Project
from tasks.simulation.record import Record, read_record, seconds_since

UNFINISHED = ("failed", "stopped", "killed")


def all_statuses(project: Project) -> list[dict[str, Any]]:
    """One `status` a sweep that was ever started in this project, the latest first.

    Raises
    ------
    UserError
        When a record is damaged.
    """
    records = [read_record(path) for path in sorted(project.sweep_records.glob("*.json"))]
    records.sort(key=lambda one: one[0].started, reverse=True)
    return [status(record, holder, seconds_since(record.began)) for record, holder in records]


def status(record: Record, holder: Holder | None, spent: float | None) -> dict[str, Any]:
    """How far one sweep is.

    Parameters
    ----------
    spent
        Seconds since it began, None where that cannot be told.

    Returns
    -------
    dict
        JSON values: `sweep`, `state` (running, done, failed, stopped or killed), `runs` and
        `rounds` (pairs of done and all), `share` of the training done (0 … 1), `seconds_left`
        (None unless it runs on this machine and has done something), `started` and `ended`
        (ISO 8601, UTC), `failed` (name → why), `why` it was stopped, `process` that runs it.
    """
    done = standing(record.orders, [order.rounds_over() for order in record.orders])
    return {
        "sweep": record.title,
        "state": _state(record, holder),
        "runs": [done.runs_done, done.runs],
        "rounds": [done.rounds_done, done.rounds],
        "share": round(done.work, 4),
        "seconds_left": _seconds_left(record, done.work, spent) if holder else None,
        "started": record.started,
        "ended": record.ended,
        "failed": {name: without_password(why) for name, why in (record.failed or {}).items()},
        "why": record.stopped and without_password(record.stopped),
        "process": str(holder) if holder else None,
    }


def told(statuses: Sequence[Mapping[str, Any]]) -> str:
    """The same for people."""
    if not statuses:
        return "no sweep was started here yet: `dvc repro` or `skillpath sweep` starts one"
    return "\n".join(line for one in statuses for line in _lines(one))


def _lines(one: Mapping[str, Any]) -> list[str]:
    runs, rounds = ("{}/{}".format(*one[what]) for what in ("runs", "rounds"))
    line = f"{one['sweep']}: {one['state']} · {one['share']:.0%} · runs {runs} · rounds {rounds}"
    if one["state"] == "running":
        line += f" · left {duration(one['seconds_left'])} · {one['process']}"
    else:
        line += f" · {one['ended'] or 'started ' + one['started']}"
    lines = [line, *(f"  failed: {reason}" for reason in one["failed"].values())]
    if one["why"]:
        lines.append(f"  stopped: {one['why']}")
    return lines


def _state(record: Record, holder: Holder | None) -> str:
    if holder and record.ended is None:
        return "running"
    if record.ended is None:
        return "killed"
    if record.stopped is not None:
        return "stopped"
    return "failed" if record.failed else "done"


def _seconds_left(record: Record, work: float, spent: float | None) -> float | None:
    before = standing(record.orders, record.rounds_before).work
    if spent is None or work <= before:
        return None
    return spent / (work - before) * (1 - work)
