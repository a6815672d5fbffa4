"""Simulated annotation: the loop over rounds, its journal, and the statistics of the results."""
