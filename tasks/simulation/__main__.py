"""Performs one work order: ``python -m tasks.simulation WORK.json``."""

from __future__ import annotations

import sys
from pathlib import Path

from tasks.disk import full_disk_told
from tasks.errors import UserError
from tasks.jobs import end_with_parent
from tasks.simulation.process import perform, read_order


def main() -> int:
    """Perform the order named on the command line; the exit status tells how it went."""
    end_with_parent()
    order = read_order(Path(sys.argv[1]))
    try:
        with full_disk_told():
            for round_ in perform(order):
                print(f"round {round_} done", flush=True)
    except UserError as error:
        print(error, flush=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
