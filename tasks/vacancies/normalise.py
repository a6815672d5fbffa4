"""The stage's edge: tables of vacancies in, `vacancies.parquet` and `vacancies.json` out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.files import write_json
from tasks.vacancies.cleaning import CleanVacancy, clean
from tasks.vacancies.duplicates import distinct
from tasks.vacancies.files import VACANCIES, write_vacancies
from tasks.vacancies.personal_data import MARKERS
from tasks.vacancies.readers import READERS, Malformed, Options
from tasks.vacancies.salaries import read_rates
from tasks.vacancies.summary import count_stated, summarise
from tasks.vacancies.vacancy import Vacancy

SAMPLE = "sample"
FORMATS = (*READERS, SAMPLE)
DESCRIPTION = "vacancies.json"
PLACES_TOLD = 1000
WORDS_TOLD = 20

# Their ids are hh.ru's own, the same in every table.
HH_FORMATS = ("hh_csv", "hh_json")


@dataclass(frozen=True)
class Table:
    """One table of vacancies: files of one format.

    Attributes
    ----------
    name
        What it is called in the counts.
    format
        One of `FORMATS`; `sample` is the embedded one, which has no files.
    columns, delimiter
        Only for the format `table`: field of a vacancy → column, and what separates columns.
    """

    name: str
    format: str
    paths: tuple[Path, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None


@dataclass
class _Reading:
    """What one table held, and what was counted while it was read."""

    vacancies: list[Vacancy]
    malformed: list[Malformed]
    tally: Counter[tuple[str, str]]

    @property
    def rows(self) -> int:
        return len(self.vacancies) + len(self.malformed)


def normalise(
    tables: Sequence[Table],
    destination: Path,
    *,
    max_malformed: float = 0.01,
    rates: Path | None = None,
) -> dict[str, Any]:
    """Join `tables` into one, clean it, and write it with a count of all that was changed.

    Dropped, in this order: malformed rows, empty ones (neither title nor description),
    duplicates, and vacancies without a title or without a description. Duplicates are told by
    their texts as the sources have them, and by id. Ids of the format `table` count only within
    their table, whose name they get: ``mine:17``; those of hh.ru are the same everywhere.

    Parameters
    ----------
    max_malformed
        The largest share of malformed rows in one table, 0 … 1.
    rates
        hh.ru's ``dictionaries.json``; without it, foreign salaries of the format `hh_json`
        count as not stated.

    Returns
    -------
    dict
        What ``vacancies.json`` holds.

    Raises
    ------
    UserError
        If a format is unknown, a file is missing, too many rows are malformed, or no vacancy
        is left.
    """
    exchange = read_rates(rates) if rates else {}
    readings = {table.name: _read(table, exchange, max_malformed) for table in tables}
    everything = [vacancy for reading in readings.values() for vacancy in reading.vacancies]
    filled = [vacancy for vacancy in everything if vacancy.title or vacancy.description]
    kept = distinct(filled)
    whole = [vacancy for vacancy in kept.vacancies if vacancy.title and vacancy.description]
    cleaned = [clean(vacancy) for vacancy in whole]
    vacancies = [one.vacancy for one in cleaned]
    if not vacancies:
        names = ", ".join(table.name for table in tables) or "none"
        raise UserError(f"no vacancy with a title and a description in the tables: {names}")
    description = {
        "tables": {name: _describe(reading) for name, reading in readings.items()},
        "dropped": {
            "malformed": sum(len(reading.malformed) for reading in readings.values()),
            "empty": len(everything) - len(filled),
            "duplicates_by_id": kept.same_id,
            "duplicates_by_text": kept.same_text,
            "without_title": sum(not vacancy.title for vacancy in kept.vacancies),
            "without_description": sum(
                bool(vacancy.title) and not vacancy.description for vacancy in kept.vacancies
            ),
        },
        **_changes(cleaned),
        "alike_after_cleaning": distinct(vacancies).same_text,
        "corpus": summarise(vacancies),
    }
    write_vacancies(destination / VACANCIES, vacancies)
    write_json(destination / DESCRIPTION, description)
    return description


def _read(table: Table, rates: Mapping[str, float], max_malformed: float) -> _Reading:
    if table.format == SAMPLE:
        from tasks.vacancies.sample import sample_vacancies

        return _Reading(sample_vacancies(), [], Counter())
    if table.format not in READERS:
        raise UserError(
            f"the table {table.name!r} has the unknown format {table.format!r}; "
            f"choose from {', '.join(FORMATS)}"
        )
    if not table.paths:
        raise UserError(f"the table {table.name!r} lists no files; name some")
    reading = _Reading([], [], Counter())
    options = Options(table.columns, table.delimiter, rates, reading.tally)
    for row in READERS[table.format](table.paths, options):
        if isinstance(row, Malformed):
            reading.malformed.append(row)
        elif table.format in HH_FORMATS:
            reading.vacancies.append(row)
        else:
            reading.vacancies.append(replace(row, id=f"{table.name}:{row.id}"))
    _refuse_malformed(table, reading, max_malformed)
    return reading


def _refuse_malformed(table: Table, reading: _Reading, max_malformed: float) -> None:
    count = len(reading.malformed)
    if count and count / reading.rows > max_malformed:
        first = reading.malformed[0]
        raise UserError(
            f"{first.file}, row {first.row}: {first.reason}; {count} of the {reading.rows} rows "
            f"of the table {table.name!r} are malformed, {count / reading.rows:.1%} where "
            f"{max_malformed:.1%} are allowed: mend the files or allow more"
        )


def _describe(reading: _Reading) -> dict[str, Any]:
    """The counts of one table; `other` has what the reader counted, by kind."""
    other: dict[str, dict[str, int]] = {}
    for (kind, which), count in sorted(reading.tally.items()):
        other.setdefault(kind, {})[which] = count
    return {
        "rows": reading.rows,
        "malformed": {
            "count": len(reading.malformed),
            "first": [
                {"file": place.file.name, "row": place.row, "reason": place.reason}
                for place in reading.malformed[:PLACES_TOLD]
            ],
        },
        "salary": {"stated": count_stated(reading.vacancies), **_of(other, _SALARY_KINDS)},
        "unknown_words": {
            kind.removeprefix(_UNKNOWN): _most_frequent(counts)
            for kind, counts in other.items()
            if kind.startswith(_UNKNOWN)
        },
    }


def _most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent words, and together, as "…", all others."""
    told = dict(Counter(counts).most_common(WORDS_TOLD))
    others = sum(counts.values()) - sum(told.values())
    return told | ({"…": others} if others else {})


_SALARY_KINDS = ("currency", "gross", "not_stated")
_UNKNOWN = "unknown_"


def _of(counts: Mapping[str, dict[str, int]], kinds: Sequence[str]) -> dict[str, dict[str, int]]:
    return {kind: counts.get(kind, {}) for kind in kinds}


def _changes(cleaned: Sequence[CleanVacancy]) -> dict[str, dict[str, int]]:
    removed: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for one in cleaned:
        removed.update(one.removed)
        changed.update(one.changed)
    return {
        "personal_data_removed": {kind: removed[kind] for kind in (*MARKERS, "employer")},
        "texts_changed": {
            "page_around_description_cut": changed["page"],
            "unicode_or_white_space": changed["uniform"],
        },
    }
