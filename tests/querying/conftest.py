"""Makes this folder's helpers importable from `strategies/`."""

from __future__ import annotations
