"""Files of corpora that are damaged: one sentence that names the file, or a corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bad_input import check_changes, check_damage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.corpora.normalise import load, normalise

PLACES = [{"start": start, "length": 1} for start in (0, 2)]
TOKENS = json.dumps({"tokenizations": [{"tokens": ["a", "b"], "tokenSpans": PLACES}]})
TEXTS = {
    "conll": ["see O\nlake B-x\n\nno O\n"],
    "parallel": ["see lake\nno\n", "O B-x\nO\n"],
    "token_tag": ["see:O lake:B-x <=> intent\n"],
    "fmtod_tsv": [f"intent\t0:1:x\ta b\ten_XX\t{TOKENS}\n"],
}


@pytest.fixture(scope="module", params=TEXTS)
def corpus(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[Path], Path]:
    """A format, the files of its splits, and where the corpus goes."""
    folder = tmp_path_factory.mktemp(request.param)
    files = []
    for number, text in enumerate(TEXTS[request.param]):
        files.append(folder / f"file{number}")
        files[-1].write_text(text, encoding="utf-8")
    return request.param, files, folder / "out"


def make(corpus: tuple[str, list[Path], Path]) -> None:
    format_, files, out = corpus
    normalise("mine", out, format=format_, splits=dict.fromkeys(("train", "valid", "test"), files))
    load(out)


def test_a_damaged_file_is_told_in_one_sentence(corpus: tuple[str, list[Path], Path]) -> None:
    for path in corpus[1]:
        check_damage(lambda: make(corpus), path)
    make(corpus)
    check_damage(lambda: load(corpus[2]), corpus[2] / "train.conll")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_changed_in_a_file_becomes_a_corpus_or_is_told(
    corpus: tuple[str, list[Path], Path], data: st.DataObject
) -> None:
    check_changes(lambda: make(corpus), data.draw(st.sampled_from(corpus[1])), data)
