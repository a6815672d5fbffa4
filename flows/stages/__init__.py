"""The DVC stages and the other commands, one function each: parameters and files in, files out."""

from flows.stages.adviser import (
    evaluate,
    filter_skills,
    normalise_vacancies,
    salary,
    topics,
)
from flows.stages.collecting import collect
from flows.stages.data import download
from flows.stages.keeping import keep, restore
from flows.stages.learning import embed, normalise, select, serve, sweep
from flows.stages.results import report, statistics, status, track

__all__ = [
    "collect",
    "download",
    "embed",
    "evaluate",
    "filter_skills",
    "keep",
    "normalise",
    "normalise_vacancies",
    "report",
    "restore",
    "salary",
    "select",
    "serve",
    "statistics",
    "status",
    "sweep",
    "topics",
    "track",
]
