"""Topic models that are damaged: one sentence that names the file, or a model that can be asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planted_topics import planted_documents

from tasks.files import write_json
from tasks.topics.jobs import DOCUMENT_TOPICS, read_document_topics
from tasks.topics.model import load_model, save_model
from tasks.topics.nmf import fit_nmf
from tasks.topics.results import TOPICS, Topics, read_topics
from tasks.topics.settings import settings_of

DOCUMENTS, _ = planted_documents(60, 0)
FILES = ("model.npz", "vocabulary.json", DOCUMENT_TOPICS, TOPICS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("topics")
    save_model(fit_nmf(DOCUMENTS, 4, 0, settings_of("nmf", "report", {})), folder)
    np.savez(folder / DOCUMENT_TOPICS, ids=np.array(["a", "b"]), shares=np.zeros((2, 4)))
    write_json(folder / TOPICS, Topics("s", [], {}, {}, {}).as_json())
    return folder


def read(folder: Path) -> None:
    load_model(folder)
    read_document_topics(folder)
    read_topics(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_told_in_one_sentence(folder: Path, name: str) -> None:
    check_damage(lambda: read(folder), folder / name)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(FILES), data=st.data())
def test_whatever_is_changed_in_a_file_is_read_or_told(
    folder: Path, name: str, data: st.DataObject
) -> None:
    check_changes(lambda: read(folder), folder / name, data)
