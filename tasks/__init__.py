"""The work itself: plain functions that know nothing of workflow engines."""
