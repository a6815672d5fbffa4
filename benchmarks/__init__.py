"""Measures what the documentation states: ``python -m benchmarks`` (or ``make bench``)."""
