"""Readers of vacancies: one file a format, found by the format's name.

A reader takes files and options and yields a `Vacancy` or a `Malformed` for every row, in the
order of files and rows. It keeps texts as the source has them; cleaning comes afterwards.
"""

from __future__ import annotations

from tasks.vacancies.readers import hh_csv, hh_json, table
from tasks.vacancies.readers.rows import Malformed, Options, Reader

__all__ = ["READERS", "Malformed", "Options", "Reader"]

READERS: dict[str, Reader] = {
    "hh_csv": hh_csv.read,
    "hh_json": hh_json.read,
    "table": table.read,
}
