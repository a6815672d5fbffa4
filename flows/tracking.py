"""MLflow is a view of the files: when its store fails, a flow goes on and says so."""

from __future__ import annotations

from tasks.paths import Project
from tasks.tracking.adviser import Part, log_part
from tasks.tracking.store import reason_of, store_errors


def track_models(project: Project, part: Part) -> None:
    """Log the models of one part of the adviser from their files."""
    try:
        log_part(project, part)
    except store_errors() as error:
        print(
            f"MLflow cannot be written to ({reason_of(error)}): "
            "the flow goes on; run `skillpath track` when it can"
        )
