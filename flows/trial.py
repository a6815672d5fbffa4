"""Runs a flow of one task and nothing else: ``python -m flows.trial``, for `skillpath doctor`.

A package that does not go with Prefect shows at run time only: everything imports, and then the
server or the flow dies.
"""

from __future__ import annotations

import sys
import traceback

from flows.server import prefect_server
from tasks.addresses import without_password
from tasks.errors import UserError
from tasks.paths import Project


def main() -> int:
    """Run the flow against the server that every other flow would use; 0 when it went through."""
    try:
        with prefect_server(Project()):
            from prefect import flow, task

            @task
            def double(number: int) -> int:
                return 2 * number

            @flow(name="doctor", log_prints=False)
            def trial() -> int:
                return double(21)

            return 0 if trial() == 42 else 1
    except UserError as error:
        told = str(error)
    except Exception:
        told = traceback.format_exc()
    print(without_password(told), flush=True)  # into a log that is kept
    return 1


if __name__ == "__main__":
    sys.exit(main())
