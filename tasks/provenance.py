"""Where results come from: the commit of the code, and the machine."""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path

from tasks.files import write_json

PROVENANCE = "provenance.json"


def write_provenance(folder: Path) -> None:
    """Write ``provenance.json``, apart from results, which are the same wherever they are made."""
    write_json(folder / PROVENANCE, provenance())


def provenance() -> dict[str, str]:
    """The code's commit (``+changes`` when tasks/ or flows/ differ from it) and the machine."""
    return {"commit": _commit(), "machine": f"{platform.machine()}, {_processor()}"}


def _commit() -> str:
    code = Path(__file__).parents[1]

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(code), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()

    commit = git("rev-parse", "--short=12", "HEAD")
    changed = git("status", "--porcelain", "--", "tasks", "flows")
    return f"{commit or 'unknown'}{'+changes' if changed else ''}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor() or "unknown processor"
