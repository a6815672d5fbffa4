"""Orchestration only: one file a Prefect flow, and the command line."""
