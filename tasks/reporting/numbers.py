"""Numbers as a reader wants them."""

from __future__ import annotations

from tasks.reporting.tables import MISSING


def whole(value: float | None) -> str:
    """``14,489``."""
    return MISSING if value is None else f"{value:,.0f}".replace("-", "−")


def decimal(value: float | None, digits: int) -> str:
    """``−0.12``."""
    return MISSING if value is None else f"{value:.{digits}f}".replace("-", "−")


def percent(share: float | None, digits: int = 1) -> str:
    """``53.4 %``."""
    return MISSING if share is None else f"{100 * share:.{digits}f} %"


def percent_of(part: float, total: float) -> str:
    """``7,733 (53.4 %)``; without the share where there is no whole."""
    return f"{whole(part)} ({percent(part / total)})" if total else whole(part)
