"""What schedules start: each sweep of a night for itself, within the hours that are left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from small_study import small_values, write_parameters

from flows.workers import FlowFailed
from tasks.errors import UserError
from tasks.parameters import read_parameters

pytestmark = pytest.mark.slow

Night = Callable[..., list[str]]


@pytest.fixture
def night(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    """Runs the served flow over two corpora; `sweep` stands for the sweep of one."""
    from flows.deployments import sweeps

    values = small_values(tmp_path / "own")
    values["corpora"]["other"] = values["corpora"]["sample"]
    values["sweep"]["corpora"] = ["sample", "other"]
    write_parameters(tmp_path, values)
    monkeypatch.chdir(tmp_path)

    def run(sweep: Callable[[str, float | None], str], hours: float | None = None) -> list[str]:
        def run_sweep(_: Any, corpus: str, __: Any, ___: Any, left: float | None) -> str:
            return sweep(corpus, left)

        monkeypatch.setattr("flows.sweep.run_sweep", run_sweep)
        return list(sweeps.fn(stop_after_hours=hours))

    return run


@pytest.mark.parametrize(
    "error", [UserError("it is locked"), FlowFailed("a worker died"), TimeoutError("the disk")]
)
def test_what_fails_one_sweep_fails_no_other(night: Night, error: Exception) -> None:
    swept = []

    def sweep(corpus: str, _: float | None) -> str:
        if corpus == "sample":
            raise error
        swept.append(corpus)
        return "done"

    with pytest.raises(FlowFailed, match=f"sample · tagger: {error}"):
        night(sweep)
    assert swept == ["other"]


def test_the_hours_are_those_of_the_whole_run(night: Night) -> None:
    given: list[float | None] = []

    def sweep(_: str, left: float | None) -> str:
        given.append(left)
        return "done"

    assert night(sweep, 2.0) == ["sample · tagger: done", "other · tagger: done"]
    first, second = given
    assert first is not None
    assert second is not None
    assert 1.9 < second < first < 2.0
    given.clear()
    night(sweep)
    assert given == [None, None]


def test_when_the_hours_are_over_the_rest_waits_for_the_next_run(night: Night) -> None:
    hours = 0.05 / 3600

    def sweep(_: str, left: float | None) -> str:
        from time import sleep

        sleep(3600 * (left or 0))
        raise TimeoutError

    assert night(sweep, hours) == [
        f"sample · tagger: stopped after {hours:g} hours",
        f"other · tagger: not begun in {hours:g} hours",
    ]


def test_all_three_flows_are_served_with_what_a_form_starts_from(
    server: str, tmp_path: Path
) -> None:
    from prefect.schedules import Interval

    from flows.serving import make_deployments

    values = small_values(tmp_path / "own")
    values["vacancies"]["tables"] = ["sample"]
    parameters = read_parameters(write_parameters(tmp_path, values).params)
    daily = Interval(timedelta(days=1))
    made = {
        one.flow_name: one for one in make_deployments(parameters, {"topic-models": daily}, 6.0)
    }
    assert set(made) == {"sweeps", "topic-models", "salary-models"}
    assert {name for name, one in made.items() if one.schedules} == {"topic-models"}
    assert made["sweeps"].parameters["stop_after_hours"] == 6.0
    assert made["salary-models"].parameters["salary"]["models"] == values["salary"]["models"]
    assert "job adviser" in made["topic-models"].tags


@pytest.mark.parametrize(("when", "seconds"), [("30m", 1800), ("12h", 43_200), (" 2d ", 172_800)])
def test_an_interval_is_a_number_and_its_unit(server: str, when: str, seconds: int) -> None:
    from flows.serving import make_schedule

    assert make_schedule("sweeps", when, "UTC").interval == timedelta(seconds=seconds)


@pytest.mark.parametrize("when", ["0h", "9999999999d", "12 apples", ""])
def test_what_is_no_schedule_is_told(server: str, when: str) -> None:
    from flows.serving import make_schedule

    with pytest.raises(UserError, match=r"--sweeps .* is no schedule: give cron, such as"):
        make_schedule("sweeps", when, "UTC")
