"""Fingerprints: everything that decides a curve changes them, and nothing else does."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from made_up_simulations import header, specification

from tasks import fingerprints
from tasks.fingerprints import fingerprint
from tasks.simulation import specification as module
from tasks.simulation.specification import (
    FULL_DATA,
    Specification,
    code_hash,
    data_hashes,
    journal_header,
    specification_from,
)
from tasks.simulation.stopping import StoppingRules
from tasks.tagging.parameters import NetworkParameters, TrainingParameters

GROUPS = {"network": NetworkParameters, "training": TrainingParameters, "stopping": StoppingRules}
OURS = [field.name for field in fields(Specification) if field.name not in GROUPS]


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, dict):
        return {**value, "length_power": 1.0}
    return 1 if value is None else value + 1


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code that may be changed."""
    copy = tmp_path / "tasks"
    original = Path(module.__file__).parents[1]
    shutil.copytree(original, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "PACKAGE", copy)
    monkeypatch.setattr(fingerprints, "PACKAGE", copy)
    return copy


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_fingerprint_changes_with_each_field() -> None:
    base = specification()
    others = [replace(base, **{name: changed(getattr(base, name))}) for name in OURS]
    for group, kind in GROUPS.items():
        ours = getattr(base, group)
        for name in (field.name for field in fields(kind)):
            other = replace(ours, **{name: changed(getattr(ours, name))})
            others.append(replace(base, **{group: other}))
    headers = [journal_header(simulation, {}, "") for simulation in (base, *others)]
    assert len({fingerprint(value) for value in headers}) == len(headers) > len(OURS) + 15


def test_the_fingerprint_changes_with_data_and_code() -> None:
    simulation = specification()
    values = [({}, ""), ({"a": "1"}, ""), ({"a": "2"}, ""), ({"b": "1"}, ""), ({}, "c")]
    assert len({fingerprint(journal_header(simulation, *value)) for value in values}) == 5


def test_the_fingerprint_is_of_the_contents() -> None:
    one = header(options={"a": 1, "b": 2})
    other = header(options={"b": 2, "a": 1})
    assert fingerprint(one) == fingerprint(other) == fingerprint(json.loads(json.dumps(one)))


def test_a_specification_survives_the_journal() -> None:
    simulation = specification(options={"length_power": 0.1}, precision="bfloat16", patience=3)
    value = json.loads(json.dumps(journal_header(simulation, {}, "")))
    assert specification_from(value["simulation"]) == simulation


def test_a_header_from_before_networks_had_options_is_read() -> None:
    simulation = specification()
    value = json.loads(json.dumps(journal_header(simulation, {}, "")))["simulation"]
    del value["stopping"]
    value |= {name: value["network"][name] for name in ("hidden_size", "dropout")}
    del value["network"]
    assert specification_from(value) == simulation


def test_names() -> None:
    simulation = specification(corpus="atis", strategy="wbadge", seed=3)
    assert simulation.name == "atis · tagger · wbadge · seed 3"
    assert simulation.slug == "wbadge-seed3"


def test_data_hashes_see_every_file(tmp_path: Path) -> None:
    corpus, vectors = tmp_path / "corpora" / "atis", tmp_path / "vectors" / "atis"
    files = [corpus / f"{split}.conll" for split in ("train", "valid", "test")]
    files += [vectors / name for name in ("words.txt", "matrix.npy", "covered.npy")]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"abc")
    hashes = data_hashes(corpus, vectors)
    assert set(hashes.values()) == {"900150983cd24fb0d6963f7d28e17f72"}
    assert len(hashes) == 6
    for file in files:
        file.write_bytes(b"abd")
        assert len(set(data_hashes(corpus, vectors).values())) == 2
        file.write_bytes(b"abc")


def test_comments_layout_and_docstrings_are_no_code(code: Path) -> None:
    before = code_hash("mnlp")
    loop = code / "simulation" / "loop.py"
    text = loop.read_text(encoding="utf-8")
    docstring = '"""Yield each round as it is done'
    assert docstring in text
    text = text.replace(docstring, '"""Otherwise documented')
    text = text.replace("\n\n\ndef ", "\n\n\n\n# a comment\ndef ")
    loop.write_text('"""Another docstring."""\n' + text.partition("\n")[2], encoding="utf-8")
    assert code_hash("mnlp") == before


@pytest.mark.parametrize(
    "file",
    [
        "corpora/iob.py",
        "querying/kernels/scores.py",
        "querying/pool.py",
        "querying/strategies/mnlp.py",
        "simulation/budget.py",
        "simulation/loop.py",
        "simulation/randomness.py",
        "tagging/batching.py",
        "tagging/dropout.py",
        "tagging/encoding.py",
        "tagging/f1.py",
        "tagging/prediction.py",
        "simulation/stopping.py",
        "tagging/networks/tagger.py",
        "tagging/training.py",
        "tagging/vectors/blocks.py",
    ],
)
def test_code_that_decides_a_curve_counts(code: Path, file: str) -> None:
    before = code_hash("mnlp")
    append(code / file, "\nSOMETHING = 1\n")
    assert code_hash("mnlp") != before


@pytest.mark.parametrize(
    "file",
    [
        "querying/kernels/seeding.py",
        "querying/strategies/badge.py",
        "reporting/report.py",
        "simulation/statistics.py",
        "sources/fetch.py",
        "tracking/sweep.py",
    ],
)
def test_other_code_does_not_count(code: Path, file: str) -> None:
    before = code_hash("mnlp")
    append(code / file, "\nSOMETHING = 1\n")
    assert code_hash("mnlp") == before


def test_no_strategy_counts_for_full_data(code: Path) -> None:
    before = code_hash(FULL_DATA)
    for file in (code / "querying" / "strategies").glob("*.py"):
        append(file, "\nSOMETHING = 1\n")
    assert code_hash(FULL_DATA) == before
    append(code / "tagging" / "training.py", "\nSOMETHING = 1\n")
    assert code_hash(FULL_DATA) != before


def test_strategies_differ_in_code() -> None:
    hashes = {code_hash(name) for name in ("random", "mnlp", "badge", "wbadge", FULL_DATA)}
    assert len(hashes) == 5
