"""Vocabularies, texts and dictionaries that are damaged: one sentence that names the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_skills import VOCABULARY

from tasks.skills.dictionaries import alias_pairs, reported_general_entries
from tasks.skills.texts import SKILL_TEXTS, SkillText, read_skill_texts, write_skill_texts
from tasks.skills.vocabulary import Vocabulary

KINDS = ("vocabulary", "texts", "languages", "synonyms", "groups", "stop list")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Callable[[], object]]]:
    """By what it is: a file, and how it is read."""
    folder = tmp_path_factory.mktemp("skills")
    VOCABULARY.save(folder)
    write_skill_texts(
        folder, [SkillText(str(one), ("a",), ("b",), ("c",), "d") for one in range(9)]
    )
    languages = folder / "languages.yml"
    languages.write_text("Python: {type: programming, aliases: [py, rusthon]}\nC: {type: data}\n")
    synonyms = folder / "TagSynonyms.csv"
    synonyms.write_text(
        "SourceTagName,TargetTagName,ApprovalDate\njs,javascript,2011-05-05\npy,python,\n"
    )
    groups = folder / "skill_aliases.json"
    groups.write_text(json.dumps([["js", "javascript"], ["k8s", "kubernetes"]]))
    stop_list = folder / "keySkills_stopwords.txt"
    stop_list.write_text("'развитие'\n'участие'\n", encoding="utf-8")
    return {
        "vocabulary": (
            folder / "vocabulary.json",
            lambda: Vocabulary.load(folder).parse("Go, C++"),
        ),
        "texts": (folder / SKILL_TEXTS, lambda: read_skill_texts(folder)),
        "languages": (languages, lambda: alias_pairs({"linguist_languages": folder})),
        "synonyms": (synonyms, lambda: alias_pairs({"stackoverflow_synonyms": folder})),
        "groups": (groups, lambda: alias_pairs({"skill_aliases": folder})),
        "stop list": (stop_list, lambda: reported_general_entries({"report_stop_lists": folder})),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_told_in_one_sentence(files: dict, kind: str) -> None:
    path, read = files[kind]
    check_damage(read, path)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(KINDS), data=st.data())
def test_whatever_is_changed_in_a_file_is_read_or_told(
    files: dict, kind: str, data: st.DataObject
) -> None:
    path, read = files[kind]
    check_changes(read, path, data)
