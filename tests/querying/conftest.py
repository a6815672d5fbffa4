"""Makes this folder's helpers importable from `strategies/`; how properties are tested."""

from __future__ import annotations

from hypothesis import settings

# On a busy machine a single example may take long.
settings.register_profile("querying", deadline=None)
settings.load_profile("querying")
