"""``skillpath serve``: the deployments on schedules, until Ctrl-C."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.server import HOST, page_of, prefect_server, server_of_others, warn_of_host
from tasks.errors import UserError
from tasks.parameters import Parameters
from tasks.paths import Project

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
TAG = "skillpath"
DEAD = "what ran this is gone; the next run does what is missing"


def serve(
    parameters: Parameters,
    project: Project,
    schedules: Mapping[str, str | None],
    timezone: str,
    port: int,
    host: str = HOST,
    stop_after_hours: float | None = None,
) -> None:
    """Serve the flows of `flows.deployments` in this process; runs are processes of their own.

    Runs that a killed `serve` left behind are told to be crashed, so that they hold no limit.

    Parameters
    ----------
    parameters
        What a run starts from, and the Prefect UI shows to be edited.
    schedules
        ``sweeps``, ``topic-models`` and ``salary-models`` to `when` each is run; None for not
        by itself.
    timezone
        Of cron schedules, such as ``Europe/Moscow``.
    port, host
        For the Prefect server, where none runs yet.
    stop_after_hours
        Of a run of the sweeps, unless the Prefect UI says otherwise.
    """
    _check_timezone(timezone)
    warn_of_host(host)
    others = server_of_others(project)
    with prefect_server(project, port, host) as address:
        from prefect import serve as prefect_serve

        whens = {
            name: make_schedule(name, when, timezone) for name, when in schedules.items() if when
        }
        served = make_deployments(parameters, whens, stop_after_hours)
        if others is None:  # only then nobody else can have a run going
            end_dead_runs()
        needed = " (started elsewhere, and needed as long as this runs)" if others else ""
        print(f"Prefect  {page_of(address)}{needed}", flush=True)
        for one in served:
            when = schedules.get(one.flow_name) or "when started in the UI"
            print(f"  {one.flow_name}: {when}", flush=True)
        print(
            "Ctrl-C stops serving; the next `skillpath serve` goes on with the schedules",
            flush=True,
        )
        prefect_serve(*served, pause_on_shutdown=False, print_starting_message=False)


def end_dead_runs() -> None:
    """Mark what is said to run of the served flows as crashed, which frees their limits at once."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import DeploymentFilter, FlowRunFilter
    from prefect.states import Crashed

    states = {"type": {"any_": ["PENDING", "RUNNING", "CANCELLING"]}}
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate({"state": states}),
            deployment_filter=DeploymentFilter.model_validate({"tags": {"all_": [TAG]}}),
        )
        held = {"parent_flow_run_id": {"any_": [str(run.id) for run in runs]}, "state": states}
        if runs:
            runs += client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(held))
        for run in runs:
            client.set_flow_run_state(run.id, Crashed(message=DEAD))


def make_deployments(
    parameters: Parameters, whens: Mapping[str, Any], stop_after_hours: float | None
) -> list[Any]:
    """Prefect's deployments of the flows that have something to do, by their schedules."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.types.entrypoint import EntrypointType
    from pydantic_core import to_jsonable_python

    from flows.deployments import salary_models, sweeps, topic_models

    groups: list[tuple[Any, dict[str, Any], str]] = [
        (
            sweeps,
            {
                "sweep": parameters.sweep,
                "training": parameters.training,
                "stop_after_hours": stop_after_hours,
            },
            "active learning",
        ),
    ]
    if parameters.vacancies.tables:
        groups += [
            (topic_models, {"topics": parameters.topics}, "job adviser"),
            (salary_models, {"salary": parameters.salary}, "job adviser"),
        ]
    return [
        flow.to_deployment(
            name=parameters.study,
            schedule=whens.get(flow.name),
            parameters=to_jsonable_python(given),
            tags=[TAG, parameters.study, half],
            entrypoint_type=EntrypointType.MODULE_PATH,
            # A run that would overtake the one before has nothing to do.
            concurrency_limit=ConcurrencyLimitConfig(
                limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
            ),
        )
        for flow, given, half in groups
    ]


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise UserError(
            f"--timezone {name!r} is not known: give a name such as UTC or Europe/Moscow"
        ) from error


def make_schedule(name: str, when: str, timezone: str) -> Any:
    """Prefect's schedule: ``6h``, ``30m`` or ``1d`` is an interval, anything else cron."""
    from prefect.schedules import Cron, Interval
    from pydantic import ValidationError

    interval = re.fullmatch(r"([1-9]\d*)([mhd])", when.strip())
    try:
        if interval:
            number, unit = interval.groups()
            return Interval(timedelta(**{UNITS[unit]: int(number)}))
        return Cron(when, timezone=timezone)
    except (ValueError, OverflowError, ValidationError) as error:
        raise UserError(
            f"--{name} {when!r} is no schedule: give cron, such as '0 2 * * *', or an interval, "
            "such as 12h"
        ) from error
