"""Downloaded dictionaries and stop lists: read where present, done without where not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks.errors import UserError
from tasks.skills.dictionaries import (
    Pair,
    alias_pairs,
    general_entries,
    reported_general_entries,
    stop_words,
)

SYNONYMS = """Id,SourceTagName,TargetTagName,CreationDate,OwnerUserId,ApprovedByUserId,ApprovalDate
"1","c-sharp","c#","2010-07-14","17174","17174","2010-07-14 22:30:24"
"2","dot","period","2010-07-14","17174","",""
"3","ejb-3","ejb-3.0","2010-07-14","17174","17174","2010-07-14 22:30:24"
"""
LANGUAGES = """
C#: {type: programming, aliases: [csharp]}
Rust: {type: programming}
XML: {type: data, aliases: [rss]}
"""


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "stackoverflow_synonyms/TagSynonyms.csv": SYNONYMS,
        "linguist_languages/languages.yml": LANGUAGES,
        "skill_aliases/skill_aliases.json": json.dumps([["Docker", "Doker", "docker "], ["x"]]),
        "skill_aliases/professions.json": json.dumps(
            [{"query_name": "Data Science", "profession": "Data Scientist"}]
        ),
        "report_stop_lists/keySkills_stopwords.txt": "'развитие'\n\"вовлечённость\"\n\n''\n",
        "report_stop_lists/description_stopWords.txt": "'опыт'\n\"ещё\"\n",
    }
    for name, text in contents.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {path.name: path for path in tmp_path.iterdir()}


def test_pairs_come_in_the_order_of_trust_approved_and_without_versions(
    folders: dict[str, Path],
) -> None:
    assert alias_pairs(folders) == [
        Pair("linguist_languages", "csharp", "c#"),
        Pair("stackoverflow_synonyms", "c sharp", "c#"),
        Pair("skill_aliases", "docker", "doker"),
    ]


def test_a_missing_dictionary_is_done_without(folders: dict[str, Path]) -> None:
    del folders["stackoverflow_synonyms"]
    assert {pair.source for pair in alias_pairs(folders)} == {"linguist_languages", "skill_aliases"}
    assert alias_pairs({}) == []
    assert reported_general_entries({}) == frozenset()


def test_stop_lists(folders: dict[str, Path]) -> None:
    assert reported_general_entries(folders) == {"развитие", "вовлеченность"}
    assert stop_words(folders) - stop_words({}) == {"опыт"}
    assert {"и", "на", "the", "еще"} <= stop_words({})
    assert {"развитие", "участие", "активность"} <= general_entries()
    assert not {"python", "ms excel", "sql"} & general_entries()


def test_a_broken_dictionary_is_named(folders: dict[str, Path]) -> None:
    path = folders["skill_aliases"] / "skill_aliases.json"
    path.write_text("[[\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"skill_aliases\.json:2: not JSON"):
        alias_pairs(folders)
    path.unlink()
    with pytest.raises(UserError, match=r"skill_aliases\.json is missing"):
        alias_pairs(folders)
