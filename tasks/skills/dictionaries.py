"""Aliases and stop lists: the hand-written ones, and the downloaded dictionaries that are there.

Every dictionary is optional: a folder that is missing changes nothing. What they add was measured
on real key skills: taken whole, the groups of ``skill_aliases.json`` would rename a quarter of all
mentions, mostly wrongly (every product of 1С becomes accounting), so a pair counts only where
`tasks.skills.aliases` finds it safe.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tasks.files import damage_told, read_json
from tasks.skills.normal_form import normal_form

# The dictionaries and the files that are read of each, in the order of trust.
LANGUAGES, SYNONYMS, GROUPS, STOP_LISTS = (
    "linguist_languages", "stackoverflow_synonyms", "skill_aliases", "report_stop_lists"
)  # fmt: skip

REMEDY = "run `skillpath download` again"


class Pair(NamedTuple):
    """Two keys that a dictionary takes for the same skill."""

    source: str
    first: str
    second: str


def own_aliases() -> dict[str, str]:
    """The hand-written aliases: key → canonical key; a canonical key maps to itself."""
    names: dict[str, str] = {}
    for canonical, spellings in _embedded("aliases.yaml").items():
        for spelling in (canonical, *spellings):
            names.setdefault(normal_form(str(spelling)), normal_form(str(canonical)))
    return names


def general_entries() -> frozenset[str]:
    """The embedded list of entries that are too general to be a skill, as keys."""
    groups = _embedded("stop_lists.yaml")["general"].values()
    return frozenset(normal_form(entry) for group in groups for entry in group)


def reported_general_entries(folders: Mapping[str, Path]) -> frozenset[str]:
    """The report's stop list of key skills, as keys; empty where it was not downloaded."""
    lines = _stop_list(folders, "keySkills_stopwords.txt")
    return frozenset(normal_form(line) for line in lines) - {""}


def stop_words(folders: Mapping[str, Path]) -> frozenset[str]:
    """Lemmas to leave out of texts: the embedded list, and the report's where it is there."""
    own = {
        str(word) for group in _embedded("stop_lists.yaml")["stop words"].values() for word in group
    }
    return frozenset(own | set(_stop_list(folders, "description_stopWords.txt")))


def alias_pairs(folders: Mapping[str, Path]) -> list[Pair]:
    """What the downloaded dictionaries take for the same skill, the most trusted first."""
    readers = {LANGUAGES: _language_pairs, SYNONYMS: _synonym_pairs, GROUPS: _group_pairs}
    pairs = (
        Pair(source, normal_form(first), normal_form(second))
        for source, read in readers.items()
        if source in folders
        for first, second in read(folders[source])
    )
    return list(dict.fromkeys(pair for pair in pairs if pair.first and pair.second))


def _language_pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """GitHub's programming languages and their aliases."""
    path = folder / "languages.yml"
    with damage_told(path, REMEDY, (yaml.YAMLError,)):
        languages = yaml.safe_load(_text(path))  # the C loader crashes where nesting is deep
        for name, language in languages.items():
            if language["type"] == "programming":
                yield from ((str(alias), str(name)) for alias in language.get("aliases", ()))


def _synonym_pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """Stack Overflow's approved tag synonyms; those of single versions are of no use here."""
    path = folder / "TagSynonyms.csv"
    with damage_told(path, REMEDY), path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, second = row["SourceTagName"], row["TargetTagName"]
            if row["ApprovalDate"] and not any(sign.isdigit() for sign in first + second):
                yield first.replace("-", " "), second.replace("-", " ")


def _group_pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """Every two spellings of a group in ``skill_aliases.json``."""
    path = folder / "skill_aliases.json"
    with damage_told(path, REMEDY):
        for group in read_json(path, REMEDY):
            yield from combinations(sorted({normal_form(spelling) for spelling in group}), 2)


def _stop_list(folders: Mapping[str, Path], name: str) -> list[str]:
    """The entries of one of the report's lists: one a line, in quotes."""
    if STOP_LISTS not in folders or not (path := folders[STOP_LISTS] / name).is_file():
        return []
    lines = _text(path).replace("ё", "е").splitlines()
    return [line.strip().strip("'\"") for line in lines if line.strip()]


def _text(path: Path) -> str:
    with damage_told(path, REMEDY):
        return path.read_text(encoding="utf-8")


@cache
def _embedded(name: str) -> Any:
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
