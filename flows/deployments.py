"""What schedules and the Prefect UI start: flows whose parameters are forms, checked before a run.

Each takes the groups of ``params.yaml`` that one may want to change from run to run. A group that
is left out, and everything else, is as ``params.yaml`` says when the run begins. Prefect reads the
texts of the forms from Google's style of docstrings.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

from prefect import flow
from pydantic import Field

from flows.workers import FlowFailed
from tasks.errors import UserError
from tasks.parameters import (
    Parameters,
    SalaryParameters,
    SweepParameters,
    TopicParameters,
    Training,
    changed,
    read_parameters,
)
from tasks.paths import Project

Hours = Annotated[float | None, Field(gt=0)]


class Countdown:
    """How much is left of some hours; None is without end."""

    def __init__(self, hours: float | None) -> None:
        self._end = None if hours is None else time.monotonic() + 3600 * hours

    def hours_left(self) -> float | None:
        """The hours left, None where there is no end."""
        return None if self._end is None else (self._end - time.monotonic()) / 3600

    def over(self) -> bool:
        """Whether nothing is left."""
        left = self.hours_left()
        return left is not None and left <= 0


@flow(name="sweeps")
def sweeps(
    sweep: SweepParameters | None = None,
    training: Training | None = None,
    stop_after_hours: Hours = None,
) -> list[str]:
    """Simulate annotation on every corpus and architecture, and tell which strategy wins.

    The corpora must have been prepared: `dvc repro`, or `skillpath normalise` and `embed`.

    Args:
        sweep: What is simulated. None: as params.yaml says.
        training: How every network is trained. None: as params.yaml says.
        stop_after_hours: End the run after so long; the next one goes on from there.
    """
    from flows.sweep import run_sweep

    parameters, project = _parameters(sweep=sweep, training=training), Project()
    clock = Countdown(stop_after_hours)
    told, failed = [], []
    for corpus in parameters.sweep.corpora:
        for architecture in parameters.sweep.architectures:
            title = f"{corpus} · {architecture}"
            if clock.over():
                told.append(f"{title}: not begun in {stop_after_hours:g} hours")
                continue
            try:
                outcome = run_sweep(parameters, corpus, architecture, project, clock.hours_left())
            except (FlowFailed, UserError, TimeoutError) as error:
                if isinstance(error, TimeoutError) and clock.over():
                    told.append(f"{title}: stopped after {stop_after_hours:g} hours")
                else:  # the sweeps after it are not to suffer
                    failed.append(f"{title}: {error}")
            else:
                told.append(f"{title}: {outcome}")
    if failed:
        raise FlowFailed("\n".join(failed))
    return told


@flow(name="topic-models")
def topic_models(topics: TopicParameters | None = None) -> list[dict[str, Any]]:
    """Measure topic models on the vacancies, and keep the best.

    The vacancies must have been prepared: `dvc repro`.

    Args:
        topics: Which models, over which numbers. None: as params.yaml says.
    """
    from flows.fan_out import run_stage
    from flows.topics import topics as topics_flow

    return run_stage(topics_flow, _parameters(topics=topics), Project()).rows()


@flow(name="salary-models")
def salary_models(salary: SalaryParameters | None = None) -> list[dict[str, Any]]:
    """Cross-validate salary models on the vacancies, and keep the best.

    The vacancies must have been prepared: `dvc repro`.

    Args:
        salary: Which models, and how they are measured. None: as params.yaml says.
    """
    from flows.fan_out import run_stage
    from flows.salary import rows
    from flows.salary import salary as salary_flow

    return rows(run_stage(salary_flow, _parameters(salary=salary), Project()))


def _parameters(**groups: Any) -> Parameters:
    return changed(read_parameters(Project().params), **groups)
