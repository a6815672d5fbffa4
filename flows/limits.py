"""Limits that all flows of a Prefect server share: how many simulations a GPU takes."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flows.workers import SIMULATIONS_PER_GPU, Slot

PATIENCE_SECONDS = 10.0  # between looks at whether the flow was stopped


def gpu_limit(gpu: str) -> str:
    """The name of a GPU's concurrency limit, which can be changed in the Prefect UI."""
    return f"gpu-{socket.gethostname()}-{gpu}"


@contextmanager
def share_of_gpu(slot: Slot, stopped: Callable[[], bool]) -> Iterator[None]:
    """Wait until this slot's GPU has room among all flows, and keep it while the block runs.

    The limit is made with `SIMULATIONS_PER_GPU` where it is missing. A slot without a GPU has
    none. What a killed flow held is given back when its lease ends, after five minutes.

    Raises
    ------
    TimeoutError
        When the flow was stopped while it waited.
    """
    if slot.gpu is None:
        yield
        return
    from prefect.concurrency.sync import concurrency

    name = gpu_limit(slot.gpu)
    _make(name)
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(concurrency(name, timeout_seconds=PATIENCE_SECONDS, strict=True))
                break
            except TimeoutError:
                if stopped():
                    raise
        yield


def _make(name: str) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
    from prefect.exceptions import ObjectAlreadyExists

    with get_client(sync_client=True) as client:
        try:
            client.create_global_concurrency_limit(
                GlobalConcurrencyLimitCreate(name=name, limit=SIMULATIONS_PER_GPU)
            )
        except ObjectAlreadyExists:
            return
