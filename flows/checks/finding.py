"""What one check saw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from tasks.addresses import without_password
from tasks.paths import Project

Level = Literal["ok", "warn", "fail"]


class Finding(NamedTuple):
    """What one check saw: how bad it is, in a line, and for a trouble what to do about it."""

    level: Level
    told: str
    remedy: str = ""
    details: tuple[str, ...] = ()


Check = Callable[[Project], Finding]


def as_text(finding: Finding) -> str:
    """A finding as it is printed: its level and line, details and remedy below."""
    lines = [f"{finding.level:<5} {finding.told}", *(f"        {one}" for one in finding.details)]
    if finding.remedy:
        lines.append(f"      → {finding.remedy}")
    return without_password("\n".join(lines))
