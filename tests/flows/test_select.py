"""``skillpath select``: a pool in Parquet shards in, the sentences to annotate next out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow
import pytest
import yaml
from pyarrow import parquet
from small_study import small_values, write_corpus, write_parameters

from flows import cli, stages
from tasks.corpora.sample import sample_corpus
from tasks.parameters import read_parameters
from tasks.paths import Project

TOKENS = [list(sentence.tokens) for sentence in sample_corpus(seed=5, sizes=(60, 1, 1)).train]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Up to the stage `embed`, with a pool of two shards."""
    root = tmp_path_factory.mktemp("select")
    project = write_parameters(root, small_values(write_corpus(root / "own")))
    parameters = read_parameters(project.params)
    stages.download(parameters, project)
    stages.normalise(parameters, project, "sample")
    stages.embed(parameters, project, "sample")
    (root / "pool").mkdir()
    for name, sentences in (("1.parquet", TOKENS[:25]), ("2.parquet", TOKENS[25:])):
        parquet.write_table(pyarrow.table({"tokens": sentences}), root / "pool" / name)
    return project


def select(project: Project, monkeypatch: pytest.MonkeyPatch, **changes: str) -> int:
    monkeypatch.chdir(project.root)
    options = {"corpus": "sample", "pool": "pool", "strategy": "wbadge", "budget": "90"}
    options |= {"into": "next.jsonl", **changes}
    return cli.main(["select", *(f"--{name}={value}" for name, value in options.items())])


def chosen(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("strategy", ["random", "wbadge", "coreset"])
def test_the_chosen_sentences_fill_the_budget(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    strategy: str,
) -> None:
    assert select(project, monkeypatch, strategy=strategy) == 0
    found = chosen(project.root / "next.jsonl")
    words = [len(one["tokens"]) for one in found]
    assert sum(words[:-1]) < 90 <= sum(words)
    told = f"{len(found)} sentences of 60, {sum(words)} words, in next.jsonl\n"
    said = capsys.readouterr()
    assert said.out.endswith(told)
    assert said.err == f"training on 80 sentences\n{strategy}: choosing from 60 sentences\n"
    begins = {"1.parquet": 0, "2.parquet": 25}
    places = [begins[one["file"]] + one["row"] - 1 for one in found]
    assert [one["tokens"] for one in found] == [TOKENS[place] for place in places]
    assert len(set(places)) == len(places)


def test_the_same_command_chooses_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed, name in ((3, "one"), (3, "same"), (4, "other")):
        assert select(project, monkeypatch, seed=str(seed), into=f"{name}.jsonl") == 0
    one, same, other = (chosen(project.root / f"{name}.jsonl") for name in ("one", "same", "other"))
    assert one == same != other


def test_a_network_may_read_the_spelling_of_words_that_only_the_pool_has(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = Project(shutil.copytree(project.root, tmp_path / "project"))
    values = yaml.safe_load(own.params.read_text(encoding="utf-8"))
    values["networks"]["tagger"]["characters"] = True
    own.params.write_text(yaml.safe_dump(values), encoding="utf-8")
    sentences = [["Zaqxswstadt", "now"], *TOKENS[25:]]
    parquet.write_table(pyarrow.table({"tokens": sentences}), own.root / "pool" / "2.parquet")
    assert select(own, monkeypatch, strategy="lc", budget="100000") == 0
    assert sentences[0] in [one["tokens"] for one in chosen(own.root / "next.jsonl")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pool": "none.parquet"}, "none.parquet is missing: name a Parquet file"),
        ({"strategy": "badges"}, "there is no query strategy 'badges': did you mean 'badge'?"),
        ({"corpus": "simple"}, "corpora has no entry 'simple'"),
        ({"corpus": "atis"}, "is missing: run `skillpath embed --corpus atis` first"),
        ({"architecture": "crf"}, "there is no architecture 'crf'"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str],
    told: str,
) -> None:
    assert select(project, monkeypatch, **changes) == cli.USERS_MISTAKE
    assert told in capsys.readouterr().err
