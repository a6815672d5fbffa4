"""The DVC stages and the other commands, one function each: parameters and files in, files out."""

from flows.stages.adviser import filter_skills, normalise_vacancies
from flows.stages.data import download
from flows.stages.learning import embed, keep, normalise, restore, sweep
from flows.stages.results import report, track

__all__ = [
    "download",
    "embed",
    "filter_skills",
    "keep",
    "normalise",
    "normalise_vacancies",
    "report",
    "restore",
    "sweep",
    "track",
]
