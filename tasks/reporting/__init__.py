"""Reporting: sweeps read from files, their learning curves drawn, one self-contained page."""
