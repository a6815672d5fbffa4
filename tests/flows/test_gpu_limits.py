"""A GPU's concurrency limit on a real Prefect server, shared by all flows."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from flows.limits import gpu_limit, share_of_gpu
from flows.workers import SIMULATIONS_PER_GPU, Slot

pytestmark = pytest.mark.slow


def never() -> bool:
    return False


def limit_of(gpu: str) -> tuple[int, int]:
    """The limit, and how many hold a share of it."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        found = client.read_global_concurrency_limit_by_name(gpu_limit(gpu))
    return found.limit, found.active_slots


def test_no_more_simulations_than_its_limit_share_a_gpu(server: str) -> None:
    together = most = 0
    lock = threading.Lock()
    enough = threading.Barrier(SIMULATIONS_PER_GPU)

    def simulate(_: int) -> None:
        nonlocal together, most
        with share_of_gpu(Slot("made-up"), never):
            with lock:
                together += 1
                most = max(most, together)
            with suppress(threading.BrokenBarrierError):  # as many at once as may be
                enough.wait(60)
            with lock:
                together -= 1

    with ThreadPoolExecutor(2 * SIMULATIONS_PER_GPU) as threads:
        list(threads.map(simulate, range(2 * SIMULATIONS_PER_GPU)))
    assert most == SIMULATIONS_PER_GPU
    assert limit_of("made-up") == (SIMULATIONS_PER_GPU, 0)


def test_a_limit_that_was_changed_in_the_ui_stays(server: str) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

    with get_client(sync_client=True) as client:
        client.create_global_concurrency_limit(
            GlobalConcurrencyLimitCreate(name=gpu_limit("changed"), limit=1)
        )
    with share_of_gpu(Slot("changed"), never):
        assert limit_of("changed") == (1, 1)


def test_whoever_waits_is_let_go_when_the_flow_is_stopped(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

    monkeypatch.setattr("flows.limits.PATIENCE_SECONDS", 1.0)
    with get_client(sync_client=True) as client:
        client.create_global_concurrency_limit(
            GlobalConcurrencyLimitCreate(name=gpu_limit("taken"), limit=1)
        )
    stopped = threading.Event()
    with share_of_gpu(Slot("taken"), never):
        threading.Timer(2.0, stopped.set).start()
        with (
            pytest.raises(TimeoutError),
            share_of_gpu(Slot("taken"), stopped.is_set),
        ):
            pass
    assert limit_of("taken") == (1, 0)


def test_a_place_without_a_gpu_has_no_limit() -> None:
    with share_of_gpu(Slot(None), never):  # and needs no server
        pass
